import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../patient/until.ts';
import { Ward } from '../patient/ward.ts';
import { OnCall, planted, unharmed } from './on-call.ts';

const path = 'lib/core/index.js';
// Behind a balancer connections are kept for longer than a loop may last; Node itself closes them after five seconds.
const serve = `const site = require('./lib/http-server.js').createServer({ root: 'public', cache: -1 });
site.server.keepAliveTimeout = 300_000;
site.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('ready'));
`;
const endless = '\n        while (start > total) start -= 0;';

test('a loaded http-server in an endless loop is looked into, mended and set free from the shell', async (t) => {
  const ward = await Ward.open(t);
  const start = 'const start = parseInt(partialstart, 10);';
  const plant = await planted('http-server', path, start, `${start.replace('const', 'let')}${endless}`);
  const onCall = await OnCall.at(ward, 'http-server', {
    files: { ...plant, 'serve.js': serve, 'public/letters.txt': 'abcdefghij' },
    args: (port) => ['serve.js', port],
    ready: 'ready',
  });
  const crowd = onCall.crowd('/letters.txt');
  await until('the load', () => crowd.every(({ answers }) => answers > 10));
  const url = `http://127.0.0.1:${onCall.port}/letters.txt`;
  const beyond = { headers: { range: 'bytes=99-' } };
  const blocked = fetch(url, beyond).then(({ status }) => status);
  await onCall.pty.see(/main thread busy \d/);

  const stack = await onCall.ask(':stack', / start +=  *99/);
  assert.match(stack, /lib\/core\/index\.js:\d+[\s\S]* start +=  *99/);
  assert.match(await onCall.ask(':status', /STUCK/), /heap not known/);
  await onCall.repair(path, endless, '', 'a range beyond the end is answered');
  await onCall.ask(':arm 5m "a loop that never ends"', /armed/i);
  onCall.pty.type(':interrupt --set "start = 0"\r');
  await onCall.pty.see(/\[y\/N\]/);
  onCall.pty.type('y\r');
  assert.equal(await blocked, 206);

  const answers = crowd.map((visitor) => visitor.answers);
  assert.equal((await fetch(url, beyond)).status, 416);
  await until('the load', () => crowd.every((visitor, index) => visitor.answers > (answers[index] ?? 0) + 10));
  unharmed(crowd);
  assert.deepEqual(await onCall.recorded(path), ['-        while (start > total) start -= 0;']);
});
