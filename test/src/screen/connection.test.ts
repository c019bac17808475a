import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attach } from './attached.ts';
import type { ProtocolServer } from './protocol-server.ts';

const evaluated = ({ asked }: ProtocolServer): number => asked.filter(({ method }) => method === 'evaluate').length;

test('an answer that was lost with the connection is fetched over the next one, and nothing is evaluated twice', async (t) => {
  const { pty, server } = await attach(t);
  pty.type('held()\r');
  await pty.see(() => evaluated(server) === 1);
  await server.close();
  await pty.see(/The connection was lost; the answer is fetched when it is back\./);
  pty.type('1 + 1');
  await pty.see(/> 1 \+ 1$/m);
  await server.open();
  await pty.see(/Connected again\./);
  server.release();
  await pty.see(/^= released /m);
  assert.equal(evaluated(server), 1);
  pty.type('\r');
  await pty.see(/^= 2 /m);
});

test('a change whose answer is known nowhere has an unknown outcome, and is never sent again', async (t) => {
  const { pty, server } = await attach(t);
  pty.type(':arm "stock is wrong"\r:write held()\r');
  await pty.see(() => evaluated(server) === 1);
  await server.close();
  server.answers.clear();
  await server.open();
  await pty.see(/^Error: Whether this was carried out is not known: [^]*\nHint: It is not sent again by itself/m);
  assert.equal(evaluated(server), 1);
});

test('a read whose answer is known nowhere may be asked again; ^C ends the wait for it', async (t) => {
  const { pty, server } = await attach(t);
  pty.type('held()\r');
  await pty.see(() => evaluated(server) === 1);
  await server.close();
  await pty.see(/◌ connection lost/);
  pty.type('\x03');
  await pty.see(/No longer waiting/);
  server.answers.clear();
  await server.open();
  await pty.see(
    /A late answer:\nError: The answer was lost with the connection; [^]*\nHint: It only read: ask again\./,
  );
});
