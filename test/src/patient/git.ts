import { execFileSync } from 'node:child_process';

/** Runs git in the usual folder, or in another one; gives what it prints. */
export const gitWith =
  (env: NodeJS.ProcessEnv, usual: string): ((args: readonly string[], folder?: string) => string) =>
  (args: readonly string[], folder = usual) =>
    execFileSync('git', args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
