import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { places } from '../patient/places.ts';
import { Ward } from '../patient/ward.ts';
import { installed, release } from './releases.ts';
import { upgradeByCommand } from './upgrade-by-command.ts';
import { upgradeLive, type Verdict } from './upgrade.ts';
import { type UpgradePair, upgradePairs } from './upgrade-pairs.ts';

const page = join(places.workspace, 'docs/live-upgrades.md');

const introduction = `# Live upgrades

Two consecutive releases of a published package: the older one is loaded with the whole package as application
code, patched to the newer one while the process runs, and then has to do what a process does that was
started with the newer one. *Calls* are made on references that were taken before the patch: recorded ones and every exported
function with a set of values; how many of them tell the two releases apart stands behind the slash. *Tests* are
those of the newer release, from its tarball, run on the patched instance; behind the slash those that fail on the older. After a rollback all calls answer as at first.
Made by \`npm run oracle upgrades\`; \`npm run oracle upgrades cookie\` takes one package.

| package | from | to | written as | functions | calls / told | tests / told | verdict |
| --- | --- | --- | --- | --- | --- | --- | --- |
`;

function sentence(reason: string): string {
  return reason.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}

function row({ package: name, from, to, kind, byCommand }: UpgradePair, verdict: Verdict): string {
  const cells = ((): (string | number)[] => {
    switch (verdict.kind) {
      case 'applied': {
        const { functions, calls, told, tests, testsTold, warnings } = verdict;
        const said = warnings.length > 0 ? `; the plan warns: ${sentence(warnings.join(' '))}` : '';
        const isEqual = verdict.differences.length + verdict.left.length === 0;
        return [
          functions,
          `${calls} / ${told}`,
          tests > 0 ? `${tests} / ${testsTold}` : '',
          (isEqual ? `applied, equal${byCommand ? '; by `suture patch` as well' : ''}` : '**applied, differs**') + said,
        ];
      }
      case 'refused': {
        const [first, ...more] = verdict.reasons;
        return ['', '', '', `refused: ${sentence(first ?? '')}${more.length > 0 ? ` (and ${more.length} more)` : ''}`];
      }
      case 'failed':
        return ['', '', '', `refused while it was prepared: ${sentence(verdict.message)}`];
      case 'unchanged':
        return ['', '', '', 'nothing that is loaded changed'];
    }
  })();
  return `| ${[name, from, to, kind, ...cells].join(' | ')} |`;
}

/** Carries out one pair in a folder of its own. */
async function carryOut(pair: UpgradePair): Promise<Verdict> {
  const [from, to] = [await release(pair.package, pair.from), await release(pair.package, pair.to)];
  const upgrade = { ...pair, from, to, ...(pair.needs && { modules: await installed(pair.needs) }) };
  const inWard = async <T>(carry: (ward: Ward) => Promise<T>): Promise<T> => {
    const ward = await Ward.make();
    try {
      return await carry(ward);
    } finally {
      await ward.close();
    }
  };
  const verdict = await inWard((ward) => upgradeLive(ward, upgrade));
  if (!pair.byCommand || verdict.kind !== 'applied') return verdict;
  const found = await inWard((ward) => upgradeByCommand(ward, upgrade));
  return { ...verdict, differences: [...verdict.differences, ...found] };
}

/** Carries out the pairs (of some packages), prints what became of each, and writes the page when all were asked for. */
export async function upgrades(wanted: readonly string[]): Promise<boolean> {
  const rows: string[] = [];
  let isRight = true;
  for (const pair of upgradePairs) {
    if (wanted.length > 0 && !wanted.some((text) => `${pair.package}@${pair.to}`.startsWith(text))) continue;
    const verdict = await carryOut(pair);
    rows.push(row(pair, verdict));
    console.log(rows.at(-1));
    if (verdict.kind !== 'applied') continue;
    for (const difference of [...verdict.differences, ...verdict.left]) console.log(difference.slice(0, 1_000));
    isRight &&= verdict.differences.length + verdict.left.length === 0;
  }
  if (wanted.length === 0) {
    await mkdir(join(places.workspace, 'docs'), { recursive: true });
    await writeFile(page, `${introduction}${rows.join('\n')}\n`);
  }
  return isRight;
}
