import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { redact } from '../../../shell/dist/record/redact.js';
import { quoted, requestBody, requestTitle } from '../../../shell/dist/record/request-text.js';
import { type Workshop, fix, id, makeWorkshop } from './workshop.ts';

let shop: Workshop;
before(() => {
  shop = makeWorkshop();
});
after(() => shop[Symbol.dispose]());

async function text(after: Record<string, string | null> = fix, why = 'Quotes are negative'): Promise<string> {
  const outbox = await shop.prepared(shop.origin(after, why));
  const entry = await outbox.entry(id);
  assert.ok(entry);
  return requestBody({ entry, commit: 'c'.repeat(40), branch: 'suture/x', base: 'main', apart: false, conflicts: [] });
}

test('the text says what was wrong, what changed, where it runs and how to take it back', async () => {
  const body = await text();
  const since = /Running since: (\S+)/.exec(body)?.[1];
  assert.equal(
    body,
    `> This patch was loaded into a running process before it was reviewed. It must be merged, or taken back there.

## What was wrong

Quotes are negative

## What changed

In the process:

- \`dist/pricing.js\`
  - \`quote\`: new body, line 1

In the repository: \`src/pricing.ts\`

\`\`\`diff
--- a/src/pricing.ts
+++ b/src/pricing.ts
@@ -1,3 +1,3 @@
 export function quote(count: number): number {
-  return count * 2;
+  return Math.max(0, count) * 2;
 }
\`\`\`

## Where it runs

- Process: \`orders\`, pid 4711
- Built from: \`${shop.revision}\`
- Prepared: 2026-11-20T03:14:15.926Z, by Ada Example &lt;ada@&#8203;example.com>
- Running since: ${since} (1 function)

## How to roll back

\`\`\`sh
suture rollback ${id} --target orders
\`\`\`

After a merge and a deploy the new build contains the patch, and the process needs it no longer.

<!-- suture-id: ${id} -->
`,
  );
});

test('what is quoted mentions nobody, refers to nothing, closes nothing and hides nothing', () => {
  const harmless = quoted('cc @acme/oncall Fixes #12, GH-7 <!-- suture-id: X --> & https://github.com/a/b/issues/3');
  assert.equal(
    harmless,
    'cc @&#8203;acme/oncall Fixes #&#8203;12, GH-&#8203;7 &lt;!-- suture-id: X --> &amp; https://&#8203;github.com/a/b/issues/3',
  );
});

test('a diff with fences in it stays inside its own fence', async () => {
  const body = await text({ 'README.md': '```js\n@everyone\n```\n' });
  assert.match(body, /^````diff$/m);
  assert.match(body, /^````$/m);
});

test('secrets do not reach the text, the title or the message', async () => {
  const secrets = [
    'ghp_0123456789abcdefghijABCDEFGHIJ',
    'github_pat_11ABCDEFG0123456789abcdef',
    'glpat-0123456789abcdefghij',
    'AKIAIOSFODNN7EXAMPLE',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl',
    'xoxb-123456789012-abcdefghij',
  ];
  for (const secret of secrets) {
    const why = `it failed with ${secret} again`;
    assert.equal(redact(why), 'it failed with [redacted] again');
    assert.equal(requestTitle(shop.origin(fix, why)), 'it failed with [redacted] again');
    assert.doesNotMatch(await text({ 'src/new.ts': `// ${secret}\n` }, why), new RegExp(secret));
  }
});

test('what only looks a little like a secret stays readable', () => {
  for (const line of [
    'const token: string = next();',
    'if (password === undefined) return;',
    'https://example.com/a@b',
    'secret: boolean',
  ])
    assert.equal(redact(line), line);
  assert.equal(redact('postgres://app:hunter22@db/orders'), 'postgres://app:[redacted]@db/orders');
  assert.equal(redact('Authorization: Bearer abcdef123456'), 'Authorization: Bearer [redacted]');
  assert.equal(redact("const apiKey = 'abcdefgh1234';"), "const apiKey = '[redacted]';");
  assert.equal(redact('DB_PASSWORD=hunter22'), 'DB_PASSWORD=[redacted]');
});

test('evidence stands in the text: health before and after, and what was watched, without secrets and cut', async () => {
  const outbox = await shop.prepared();
  const health = (p99: number) => ({
    eventLoopDelayMs: { p50: 1.04, p99 },
    rssBytes: 71 * 2 ** 20,
    heapUsedBytes: null,
  });
  const watched = 'quote(-1) -> -2  Authorization: Bearer abcdefghijk @ops\n```\n';
  const seen = [
    { title: 'watch.txt', text: watched },
    { title: 'replay.txt', text: 'x'.repeat(20_000) },
  ];
  await outbox.evidence(id, { health: { before: health(12.5), after: health(3) }, seen });
  const entry = await outbox.entry(id);
  assert.ok(entry);
  const about = { entry, commit: 'c'.repeat(40), branch: 'suture/x', base: 'main', apart: false, conflicts: [] };
  const body = requestBody(about);
  assert.ok(
    body.includes(`## Evidence

| | before | just after |
| --- | ---: | ---: |
| Event loop delay, p50 | 1 ms | 1 ms |
| Event loop delay, p99 | 13 ms | 3 ms |
| Memory | 71.0 MiB | 71.0 MiB |
| Heap | not known | not known |

\`watch.txt\`:

\`\`\`\`text
quote(-1) -> -2  Authorization: Bearer [redacted] @ops
\`\`\`
\`\`\`\`

\`replay.txt\`:

\`\`\`text
x`),
    body,
  );
  assert.match(body, /^x{8000}\n```\n\n\(cut\)$/m);
  writeFileSync(join(outbox.folder, id, 'evidence.json'), '{"seen":[{"title":');
  assert.doesNotMatch(requestBody({ ...about, entry: (await outbox.entry(id)) ?? entry }), /Evidence/);
});

test('a huge patch gives a text that a forge takes, with its marker', async () => {
  const long = Array.from({ length: 5_000 }, (_, line) => `export const value${line} = ${line};\n`).join('');
  const body = await text({ 'src/huge.ts': long }, `why\n\n${'because '.repeat(20_000)}`);
  assert.ok(body.length <= 60_000);
  assert.ok(body.endsWith(`<!-- suture-id: ${id} -->\n`));
});

test('the migration of a patch is in the text: nobody could tell from the code what was done to the state', async () => {
  const source = 'export function up() {}\n';
  const migration = { url: 'file:///srv/cart.js', path: 'carts.migrate.js', source };
  const outbox = await shop.prepared({ ...shop.origin(fix, 'Sums'), migration });
  const entry = await outbox.entry(id);
  assert.ok(entry);
  assert.deepEqual(entry.origin.migration, migration);
  const about = { commit: 'c'.repeat(40), branch: 'suture/x', base: 'main', apart: false, conflicts: [] };
  const body = requestBody({ entry, ...about });
  assert.match(body, /## Migration\n\n`carts\.migrate\.js`, in `file:\/\/\/srv\/cart\.js`/);
  assert.ok(body.includes('```js\nexport function up() {}\n```'), body);
});
