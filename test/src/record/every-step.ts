import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { land } from '../../../shell/dist/record/land.js';
import { branch, scene, token } from './forge-scene.ts';
import type { GitHubFake } from './github-fake.ts';
import { type Workshop, digests, id, wrapGit } from './workshop.ts';

const child = fileURLToPath(new URL('crash-child.js', import.meta.url));

/** A git that notes its calls, and kills the process that called it before or after one of them. */
const killer = `
for word in "$@"; do test -n "$skip" && skip= && continue; test "$word" = -c && skip=1 && continue; break; done
echo "$word" >> "$COUNTER"; call=0; while read -r _; do call=$((call + 1)); done < "$COUNTER"
test "$call" -eq "$KILL_BEFORE" && kill -9 $PPID && exit 1
"$REAL_GIT" "$@"; code=$?
test "$call" -eq "$KILL_AFTER" && kill -9 $PPID
exit $code`;

/** The calls that change something, and those after which the outbox is written; after any other nothing is new. */
const telling = new Set(['hash-object', 'commit-tree', 'update-ref', 'rev-parse', 'push', 'ls-remote', 'fetch']);

interface Run {
  readonly signal: NodeJS.Signals | null;
  readonly calls: readonly string[];
}

async function run(shop: Workshop, outbox: string, when: { before?: number; after?: number }): Promise<Run> {
  const counter = join(shop.folder, 'counter');
  writeFileSync(counter, '');
  const env = {
    ...wrapGit(shop, killer),
    GH_ENTERPRISE_TOKEN: token,
    OUTBOX: outbox,
    PATCH: id,
    COUNTER: counter,
    KILL_BEFORE: String(when.before ?? 0),
    KILL_AFTER: String(when.after ?? 0),
  };
  const shell = spawn(process.execPath, [child], { env, stdio: 'ignore' });
  const signal = await new Promise<NodeJS.Signals | null>((resolve) => shell.on('close', (_, by) => resolve(by)));
  return { signal, calls: readFileSync(counter, 'utf8').split('\n').filter(Boolean) };
}

/** Puts remote, refs and forge back to what they were before any shell ran. */
function reset(shop: Workshop, forge: GitHubFake): void {
  for (const line of shop.branches()) shop.git(['update-ref', '-d', `refs/heads/${line.split(' ')[0]}`], shop.bare);
  rmSync(join(shop.checkout, '.git/refs/suture'), { recursive: true, force: true });
  forge.requests.length = 0;
}

/** Kills a shell at each of its steps in turn; each time another one must bring the record home, once. */
export async function everyStep(when: 'before' | 'after'): Promise<void> {
  await scene(async ({ shop, forge, options }) => {
    const origin = shop.origin();
    const whole = await run(shop, (await shop.prepared(origin)).folder, {});
    assert.equal(whole.signal, null);
    const [wanted = ''] = shop.branches();
    const untouched = digests(shop.checkout);
    assert.ok(whole.calls.length > 12, `steps: ${whole.calls.join(' ')}`);
    const steps = whole.calls.flatMap((call, index) => (when === 'before' || telling.has(call) ? [index + 1] : []));

    for (const step of steps) {
      reset(shop, forge);
      const outbox = await shop.prepared(origin);

      const killed = await run(shop, outbox.folder, { [when]: step });
      assert.deepEqual([killed.signal, killed.calls.length], ['SIGKILL', step], `killed ${when} step ${step}`);
      const { record, error } = await land(outbox, id, options);

      const at = `killed ${when} step ${step}, ${whole.calls[step - 1]}`;
      assert.equal(error, undefined, at);
      assert.equal(record.state, 'open', at);
      assert.deepEqual(shop.branches(), [wanted], at);
      assert.equal(`${branch} ${record.commit}`, wanted, at);
      assert.equal(forge.requests.length, 1, at);
      assert.deepEqual(digests(shop.checkout), untouched, at);
    }
  });
}
