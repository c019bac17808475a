import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Gives the folder in which the agents of this user make their sockets. */
export function runFolder(env: NodeJS.ProcessEnv): string {
  if (env['SUTURE_RUN_DIR']) return env['SUTURE_RUN_DIR'];
  if (env['XDG_RUNTIME_DIR']) return join(env['XDG_RUNTIME_DIR'], 'suture');
  return join(tmpdir(), `suture-${process.getuid?.() ?? userInfo().username}`);
}
