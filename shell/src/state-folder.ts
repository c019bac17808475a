import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where a person's own files are that outlive a shell: `$XDG_STATE_HOME/suture`, else below `~/.local/state`. */
export function stateFolder(env: NodeJS.ProcessEnv): string {
  const state = env['XDG_STATE_HOME'];
  // The XDG specification says to ignore a relative path.
  const root = state?.startsWith('/') ? state : join(env['HOME'] || homedir(), '.local', 'state');
  return join(root, 'suture');
}
