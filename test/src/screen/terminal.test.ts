import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { places } from '../patient/places.ts';
import { attach } from './attached.ts';
import { ProtocolServer } from './protocol-server.ts';
import { Pty } from './pty.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('an arrow key that comes in two reads, 50 ms apart, is an arrow', async (t) => {
  const { pty } = await attach(t, { env: { SSH_CONNECTION: 'far away' } });
  // A machine that is busy may part them by more, and then they are no arrow.
  for (let apart = Number.POSITIVE_INFINITY; apart > 75; ) {
    pty.type('\x05\x15ab');
    await pty.see(/> ab$/m);
    const typedAt = performance.now();
    pty.type('\x1b');
    await pause(50);
    apart = performance.now() - typedAt;
    pty.type('[D');
  }
  pty.type('x');
  await pty.see(/> axb$/m);
});

test('a terminal that takes nothing does not stop the heartbeat, and shows everything afterwards', async (t) => {
  const { pty, server } = await attach(t);
  pty.stall();
  pty.type('"x".repeat(400_000) + "end"\r');
  await pty.see(() => server.asked.some(({ method }) => method === 'evaluate'));
  // More than a beat of the status row: by now the terminal has taken all that it takes.
  const statuses = (): number => server.asked.filter(({ method }) => method === 'status').length;
  const before = statuses();
  await pty.see(() => statuses() > before + 1);
  await server.beat();
  pty.goOn();
  await pty.see(/xend \(/);
});

test('a terminal of 20 columns, of one row, or of any size that a hand can drag it to, works', async (t) => {
  const { pty } = await attach(t);
  for (const [columns, rows] of [
    [20, 1],
    [8, 2],
    [200, 3],
    [20, 24],
  ] as const) {
    pty.resize(columns, rows);
    const answer = 1_000 + columns;
    pty.type(`${answer - 1} + 1\r`);
    await pty.see(new RegExp(`^= ${answer} `, 'm'));
  }
  pty.type('\x04');
  assert.equal((await pty.ended).exitCode, 0);
});

test('keys that are typed while the shell attaches are keys of the prompt, Enter included', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'suture-screen-'));
  const server = new ProtocolServer(join(folder, 'agent.sock'));
  await server.open();
  const pty = new Pty(process.execPath, [places.shell, 'attach', server.path], {
    cwd: folder,
    env: { ...process.env, XDG_STATE_HOME: folder, TERM: 'xterm-256color' },
  });
  t.after(async () => {
    pty.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await pty.see(/○ attaching/);
  pty.type('20 + 2\r"left"');
  await pty.see(/^= 22 [^]*> "left"$/m);
});

test('what goes on is said before the process is reached, and a failure takes it off', async (t) => {
  const pty = new Pty(process.execPath, [places.shell, 'attach', '/nowhere/agent.sock'], {
    cwd: '/',
    env: { ...process.env },
  });
  t.after(() => pty.close());
  assert.equal((await pty.ended).exitCode, 3);
  const rows = await pty.see(/^Hint: /m);
  assert.match(pty.output, /^ ○ attaching to \/nowhere\/agent\.sock …/);
  assert.match(rows[0] ?? '', /^Error: /);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const hasTmux = (() => {
  try {
    return execFileSync('tmux', ['-V'], { encoding: 'utf8' }).startsWith('tmux');
  } catch {
    return false;
  }
})();

if (hasTmux) {
  test('in tmux the results are in the scrollback after a resize, with one status row, and a closed pane ends the shell', async (t) => {
    const { pty, server, folder } = await attach(t);
    pty.close();
    const tmux = (...args: string[]): string =>
      execFileSync('tmux', ['-S', `${folder}/tmux`, '-f', '/dev/null', ...args], { encoding: 'utf8' });
    const shell = `exec env XDG_STATE_HOME=${folder}/state ${process.execPath} ${places.shell} attach ${server.path}`;
    tmux('new-session', '-d', '-x', '100', '-y', '24', shell);
    t.after(() => {
      try {
        tmux('kill-server');
      } catch {
        // It has ended with its last pane.
      }
    });
    const shown = (): string => tmux('capture-pane', '-p', '-J', '-S', '-2000');
    const see = async (wanted: RegExp): Promise<string> => {
      for (const until = Date.now() + 20_000; Date.now() < until; await pause(20))
        if (wanted.test(shown())) return shown();
      throw new Error(`not seen: ${String(wanted)}\n${shown()}`);
    };
    await see(/● attached.*1 shell/);
    tmux('send-keys', '-l', 'Array.from({ length: 1000 }, (_, i) => "line " + i).join("\\n")');
    tmux('send-keys', 'Enter');
    await see(/^line 999\s*$/m);
    tmux('resize-window', '-x', '60', '-y', '20');
    await see(/^orders:4711@3f2c9ab>\s*\n ● attached[^\n]{0,50}\n[^\n]*$/m);
    const text = await see(/● attached/);
    assert.equal(text.match(/● attached/g)?.length, 1, text.slice(-2_000));
    for (const line of [1, 500, 998]) assert.match(text, new RegExp(`^line ${line}\\s*$`, 'm'));
    const pid = Number(tmux('display-message', '-p', '#{pane_pid}'));
    tmux('kill-pane');
    for (const until = Date.now() + 20_000; isAlive(pid) && Date.now() < until; ) await pause(20);
    assert.equal(isAlive(pid), false);
  });
}

for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test(`${signal} leaves a sane terminal`, async (t) => {
    const { pty } = await attach(t, { wrapped: true });
    assert.equal(pty.modes.bracketedPaste, true);
    const child = execFileSync('pgrep', ['-P', String(pty.pid)], { encoding: 'utf8' }).trim();
    process.kill(Number(child), signal);
    const rows = await pty.see(new RegExp(`code ${code}[\\s\\S]*echoctl`));
    assert.match(rows.join('\n'), /[^-]icanon[\s\S]*[^-]echo /);
    assert.deepEqual(pty.modes, { bracketedPaste: false, alternateScreen: false });
  });
}

test('a terminal that is closed ends the shell with a hang-up, not with a crash of Node', async (t) => {
  const { pty, folder } = await attach(t, { wrapped: true });
  pty.hangUp();
  const ended = join(folder, 'ended');
  while (!existsSync(ended) || readFileSync(ended, 'utf8') === '') await pause(20);
  assert.equal(readFileSync(ended, 'utf8'), 'code 129\n');
});

test('^Z gives the terminal back, and going on draws the same line again', async (t) => {
  const { pty } = await attach(t);
  pty.type('1 + 41');
  await pty.see(/> 1 \+ 41/);
  pty.type('\x1a');
  const stopped = (): boolean =>
    execFileSync('ps', ['-o', 'stat=', '-p', String(pty.pid)], { encoding: 'utf8' }).startsWith('T');
  await pty.see(() => !pty.modes.bracketedPaste && stopped());
  process.kill(pty.pid, 'SIGCONT');
  await pty.see(() => pty.modes.bracketedPaste);
  pty.type('\r');
  await pty.see(/^= 42 /m);
});

test('^D leaves, and says that nothing was touched', async (t) => {
  const { pty } = await attach(t);
  pty.type('\x04');
  assert.deepEqual(await pty.ended, { exitCode: 0, signal: 0 });
  await pty.see(/^Left\. The process and its patches stay as they are\.$/m);
  assert.equal(pty.modes.bracketedPaste, false);
  assert.equal(
    pty.rows.some((row) => row.includes('● attached')),
    false,
  );
});

test('with NO_COLOR nothing is coloured, and CI=1 in a terminal changes nothing', async (t) => {
  const { pty } = await attach(t, { env: { NO_COLOR: '1', CI: '1' } });
  pty.type('nothing.at.all\r');
  await pty.see(/^Error: ReferenceError/m);
  assert.equal(/\x1b\[[0-9;]*[1-9][0-9;]*m/.test(pty.output), false);
});

test('without a terminal attach fails with what to do, and without an escape byte', async () => {
  const { code, stdout, stderr } = await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [places.shell, 'attach', '/nowhere/agent.sock'], (error, out, err) =>
      resolve({ code: error?.code, stdout: out, stderr: err }),
    );
  });
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /^Error: The terminal shell needs a terminal.*\nHint: Use the commands: .*\n$/);
  assert.equal(stderr.includes('\x1b'), false);
});
