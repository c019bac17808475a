import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { places } from '../patient/places.ts';
import { ProtocolServer } from './protocol-server.ts';
import { Pty } from './pty.ts';

/** A shell in a terminal, and the server that it is attached to. */
export interface Attached {
  readonly pty: Pty;
  readonly server: ProtocolServer;
  /** Where the shell was started. */
  readonly folder: string;
}

/** Attaches the real shell to a protocol server, in a terminal. */
export async function attach(
  t: TestContext,
  options: {
    env?: NodeJS.ProcessEnv;
    args?: string[];
    wrapped?: boolean;
    state?: string;
    columns?: number;
    rows?: number;
  } = {},
): Promise<Attached> {
  const folder = mkdtempSync(join(tmpdir(), 'suture-screen-'));
  const server = new ProtocolServer(join(folder, 'agent.sock'));
  await server.open();
  const env = {
    ...process.env,
    ...options.env,
    XDG_STATE_HOME: options.state ?? join(folder, 'state'),
    TERM: 'xterm-256color',
  };
  const { columns = 100, rows = 24 } = options;
  const size = { columns, rows };
  const words = [process.execPath, places.shell, 'attach', server.path, ...(options.args ?? [])];
  // A shell around it stays to tell what became of the terminal, in a file where that is gone.
  const pty = options.wrapped
    ? new Pty(
        '/bin/sh',
        ['-c', `trap : HUP; ${words.map((word) => `'${word}'`).join(' ')}; echo "code $?" | tee ended; stty -a; cat`],
        {
          cwd: folder,
          env,
          ...size,
        },
      )
    : new Pty(words[0] ?? '', words.slice(1), { cwd: folder, env, ...size });
  t.after(async () => {
    pty.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await pty.see(/● attached.*1 shell/);
  return { pty, server, folder };
}
