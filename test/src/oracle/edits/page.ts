import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { places } from '../../patient/places.ts';
import type { EditedPackage } from './edited-packages.ts';
import type { Counts, EditKind } from './task.ts';

const introduction = `# Random edits of published packages

A package is loaded as application code and called; then one place of it is edited by chance, where the calls come to: another
number, word or operator, a step left out, a test turned round, a parameter, closure, class or function more, \`async\` or a generator.
The running process is patched with the edit, called on references that were taken before, and has to answer as a process that was
started with the edited file; after the rollback it has to answer as at first. Made by \`npm run oracle\`; \`npm run oracle edits cookie\`
takes one package, \`SUTURE_ORACLE_SEED\` and \`SUTURE_ORACLE_EDITS\` choose others and more.

- *Seen*: the patched process answers as the restarted one, and that is not what it answered before. *Unseen*: so it does, and the
  edit changes no answer (half of the edits are made so: a value that goes through a new function stays what it is).
- *Refused*: the plan says why. *Warned*: not as the restarted one, and the plan had a warning.
- *State*: not as the restarted one, because of what calls had left there before: a pool that was filled, a result that was
  cached. A patch keeps it and a restart does not. This is no list of exceptions: copies that nobody called before the patch, and before
  the rollback, answer as restarted ones; copies that were called do not; and a probe in the former body of the edited function
  shows that it does not run in them.
- *Turns*: not as the restarted one, but as one whose edited async function passes its promise through another one: that is
  what the guard of a patched async function does, and it takes two turns more of the queue of microtasks
  ([TRANSPARENCY.md](TRANSPARENCY.md)).
- *Nothing to compare*: with the edit the process does not start, does not end, or answers by chance.
- *Silent*: not as the restarted one, and nobody said so. One is enough for \`npm run oracle\` to fail.

| package | written as | edits | seen | unseen | refused | warned | state | turns | nothing to compare | silent |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
`;
const columns: readonly EditKind[] = ['equal', 'unseen', 'refused', 'warned', 'kept', 'turns', 'no start', 'differs'];

/** Writes what became of the edits of each package, and of all. */
export async function writePage(rows: readonly (EditedPackage & { counts: Counts })[], sum: Counts): Promise<void> {
  const cells = (counts: Counts): number[] => [
    Object.values(counts).reduce((all, count) => all + count, 0),
    ...columns.map((kind) => counts[kind]),
  ];
  const row = (...all: (string | number)[]): string => `| ${all.join(' | ')} |\n`;
  const lines = rows.map((one) => row(`${one.package} ${one.version}`, one.kind, ...cells(one.counts)));
  const page = introduction + lines.join('') + row('all', '', ...cells(sum));
  await writeFile(join(places.workspace, 'docs/random-edits.md'), page);
}
