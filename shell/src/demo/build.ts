import { join } from 'node:path';
import { Failure } from '../failure.ts';
import type { Children, Ended } from './children.ts';
import { linkAgent, linkDependencies, type Stage } from './stage.ts';
import { tell } from './tell.ts';

/** Commits and pushes the source of the service, and compiles it. */
export async function build(stage: Stage, children: Children): Promise<void> {
  const place = { cwd: stage.checkout, env: stage.env };
  const must = async (command: string, ...args: string[]): Promise<void> => {
    expectDone(await children.run(command, args, place), `${command} ${args.join(' ')}`);
  };
  await must('git', 'init', '--quiet', '--bare', '--initial-branch=main', stage.remote);
  await must('git', 'init', '--quiet', '--initial-branch=main');
  await must('git', 'add', '--all');
  await must('git', 'commit', '--quiet', '-m', 'orders: prices, book, feed');
  await must('git', 'remote', 'add', 'origin', stage.remote);
  await must('git', 'push', '--quiet', '--set-upstream', 'origin', 'main');
  if (!(await linkDependencies(stage))) {
    tell('Installing fastify, ws and typescript into the temporary folder…');
    // The registry and its credentials are the user's own settings; the cache and everything written is the demo's.
    const env = {
      ...process.env,
      npm_config_cache: join(stage.folder, 'npm'),
      npm_config_audit: 'false',
      npm_config_fund: 'false',
    };
    expectDone(
      await children.run('npm', ['install', '--no-package-lock', '--loglevel=error'], { cwd: stage.checkout, env }),
      'npm install',
    );
    await linkAgent(stage);
  }
  await must(process.execPath, join('node_modules', 'typescript', 'bin', 'tsc'));
}

/** Ends the demo when a command has not done what it should. */
export function expectDone({ code, stdout, stderr }: Ended, what: string): void {
  if (code === 0) return;
  throw new Failure(
    'demo_failed',
    `\`${what}\` ended with exit code ${code}: ${(stderr || stdout).trim().slice(-2_000)}`,
    {
      hint: 'Please report it with the text above. Everything that the demo had started and written is gone.',
      exit: 'no',
    },
  );
}
