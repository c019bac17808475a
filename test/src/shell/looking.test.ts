import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { CpuProfile } from '@suture/protocol/inside.js';
import { Seat } from './seat.ts';
import { Service } from './service.ts';

// As a compiler would leave it: each line of the TypeScript source is two lines further down there.
const lines = [
  `import { createServer } from 'node:http';`,
  `class Cart { constructor(owner) { this.owner = owner; this.password = 'hunter2'; } }`,
  `const carts = [new Cart('ada'), new Cart('bob')];`,
  `function quote(qty) { if (qty > 90) throw new Error('too many'); return qty * 2; }`,
  `function search(limit) { let turns = 0; while (turns >= 0) turns = (turns + 1) % limit; return turns; }`,
  `createServer((request, response) => {`,
  `  try { response.end(String(request.url === '/search' ? search(1000) : quote(Number(request.url.slice(1))))); }`,
  `  catch (error) { response.statusCode = 500; response.end(error.message); }`,
  `}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`,
];

/** A source map in which each line is the one two further down in the source. */
function sourceMap(): string {
  const mappings = lines.map((_, index) => (index === 0 ? 'AAEA' : 'AACA')).join(';');
  return JSON.stringify({ version: 3, sources: ['../src/app.ts'], names: [], mappings });
}

describe('looking from the command line', () => {
  let seat: Seat;
  let service: Service;
  before(async () => {
    seat = await Seat.take();
    const folder = join(seat.home, 'shop');
    await mkdir(join(folder, 'dist'), { recursive: true });
    await writeFile(join(folder, 'package.json'), '{"name":"shop","type":"module"}\n');
    await writeFile(join(folder, 'dist/app.js'), `${lines.join('\n')}\n//# sourceMappingURL=app.js.map\n`);
    await writeFile(join(folder, 'dist/app.js.map'), sourceMap());
    service = await Service.start(seat, folder, 'dist/app.js');
  });
  after(async () => {
    await service.kill();
    await seat.leave();
  });

  it('a stuck process shows its stack in terms of the source, and is freed by a throw', async () => {
    const searching = service.ask('/search');
    let stack: { running: boolean; frames: { function: string; path: string; line: number }[] };
    do stack = (await seat.json(['stack'])) as typeof stack;
    while (!stack.running);
    const [frame] = stack.frames;
    assert.deepEqual([frame?.function, frame?.path, frame?.line], ['search', 'src/app.ts', 7]);
    const text = (await seat.suture(['stack'])).stdout;
    assert.match(text, /\n {2}0 {2}search {2}src\/app\.ts:7:\d+\n {7}limit = 1000\n {7}turns = \d+\n {2}1 /);
    const local = await seat.suture(['eval', 'limit * 2', '--frame', '0']);
    assert.equal(local.stdout, '2000\n', local.stderr);
    const refused = await seat.suture(['interrupt', '--set', 'turns = -2', '--return', '1', '--yes']);
    assert.equal(refused.exit, 2);
    const ended = await seat.suture(['interrupt', '--yes', '-m', 'searched too long']);
    assert.equal(ended.exit, 0, ended.stderr);
    assert.match(ended.stdout, /^The main thread answers again: search \(dist\/app\.js:5\) was made to throw\./);
    assert.deepEqual(await searching, [500, 'searched too long']);
    assert.match((await seat.suture(['interrupt', '--yes'])).stderr, /^Error: The main thread runs nothing/);
  });

  it('calls are streamed, one document a line, until as many are shown', async () => {
    const watching = seat.suture(['watch', 'dist/app.js:quote', '--count', '2', '--when', 'qty > 10', '--json']);
    const state = { over: false };
    const over = watching.finally(() => {
      state.over = true;
    });
    for (let qty = 9; !state.over; qty = qty === 9 ? 11 : qty === 11 ? 99 : 9) await service.ask(`/${qty}`);
    const { stdout, exit, stderr } = await over;
    assert.equal(exit, 0, stderr);
    const calls = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      calls.map(({ args }) => (args as string[])[0]).sort((a = '', b = '') => a.localeCompare(b)),
      ['11', '99'],
    );
    assert.equal(calls.find(({ result }) => result)?.['result'], '22');
    assert.match(String(calls.find(({ error }) => error)?.['error']), /too many/);
    assert.match(stderr, /^Watching quote \(dist\/app\.js:4\)/);
    const unknown = await seat.suture(['watch', 'dist/app.js:quota']);
    assert.deepEqual([unknown.exit, unknown.stdout], [1, '']);
    assert.equal((await seat.suture(['watch', 'quote'])).exit, 2);
  });

  it('instances, handles, a profile and a snapshot', async () => {
    const found = (await seat.json(['instances', 'dist/app.js:Cart', '--yes'])) as { count: number; sample: string[] };
    assert.equal(found.count, 2);
    assert.ok(found.sample.includes("Cart { owner: 'ada', password: [redacted] }"));
    assert.match((await seat.suture(['handles'])).stdout, new RegExp(`listens on 127\\.0\\.0\\.1:${service.port}\\n`));
    const file = join(seat.home, 'shop.cpuprofile');
    const profiled = await seat.suture(['profile', '--for', '100ms', '-o', file]);
    const { nodes, startTime, endTime } = JSON.parse(await readFile(file, 'utf8')) as CpuProfile;
    // A machine that is busy ends the sampling later: the file says when.
    const seconds = ((endTime - startTime) / 1_000_000).toFixed(1);
    assert.ok(profiled.stdout.startsWith(`${seconds} s sampled, busy for `), profiled.stdout);
    assert.ok(nodes.length > 0);
    const unasked = await seat.suture(['snapshot']);
    assert.equal(unasked.exit, 2);
    assert.match(unasked.stderr, /holds every secret/);
  });
});
