import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal } from '../../../agent/dist/journal/journal.js';
import { land } from '../../../shell/dist/record/land.js';
import { origin } from '../ledger/shop.ts';
import { scene } from '../record/forge-scene.ts';
import { id } from '../record/workshop.ts';
import { type Measure, median } from './measure.ts';

/** From a patch that runs to its open pull request, git and HTTP included; and one entry of the journal, with its fsync. */
export async function record(): Promise<Measure[]> {
  const landMs: number[] = [];
  await scene(async ({ shop, forge, options }) => {
    for (let round = 0; round < 15; round += 1) {
      for (const line of shop.branches()) shop.git(['update-ref', '-d', `refs/heads/${line.split(' ')[0]}`], shop.bare);
      rmSync(join(shop.checkout, '.git/refs/suture'), { recursive: true, force: true });
      forge.requests.length = 0;
      const outbox = await shop.prepared();
      const started = performance.now();
      const { error } = await land(outbox, id, options);
      landMs.push(performance.now() - started);
      if (error) throw new Error(error.message);
    }
  });
  const entryMs = journalMs();
  return [
    {
      what: 'live to open pull request, p50',
      found: `${median(landMs).toFixed(0)} ms`,
      goal: '<= 2,000 ms',
      met: median(landMs) <= 2_000,
    },
    {
      what: 'journal entry with fsync, p50',
      found: `${median(entryMs).toFixed(2)} ms`,
      goal: '<= 1 ms',
      met: median(entryMs) <= 1,
    },
  ];
}

function journalMs(): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'suture-bench-'));
  const first = { kind: 'start', pid: 1, name: 'bench', node: process.version, revision: null, root: '/' } as const;
  const journal = new Journal(join(folder, 'journal', 'bench-1.jsonl'), first);
  // As large as a patch of an ordinary module is.
  const modules = [{ url: 'file:///srv/orders/pricing.js', version: 0, source: '// line\n'.repeat(1_000) }];
  try {
    return Array.from({ length: 200 }, () => {
      const started = performance.now();
      const written = journal.write({ kind: 'loading', patch: id, modules, origin });
      if (!written.ok) throw new Error(written.message);
      return performance.now() - started;
    });
  } finally {
    journal.close();
    rmSync(folder, { recursive: true });
  }
}
