import { stat } from 'node:fs/promises';
import { Setback } from '../setback.ts';
import { type Place, git, gitText } from './run.ts';

/** The engineer's repository, for reading and for adding objects; its files, index and branches are never written. */
export interface Repository extends Place {
  /** Root of the working tree, or the git folder of a bare repository. */
  readonly folder: string;
  /** `suture.*`, and what else of git config the record follows; section and name in lower case. */
  readonly settings: ReadonlyMap<string, string>;
}

/** Opens the repository that a folder belongs to; a worktree and a bare repository will do. */
export async function openRepository(checkout: string, env: NodeJS.ProcessEnv): Promise<Repository> {
  const found = await stat(checkout).catch(() => undefined);
  if (!found?.isDirectory()) throw noCheckout(checkout, 'the folder does not exist');
  const place = { folder: checkout, env };
  const told = await git(place, ['rev-parse', '--is-inside-work-tree', '--show-toplevel']);
  const [, inside, top = ''] = /^(true|false)\n(?:(.*)\n)?$/s.exec(told.stdout.toString('utf8')) ?? [];
  if (inside === undefined) {
    const why = /dubious ownership/.test(told.stderr) ? 'it belongs to another user' : 'it is not in a git repository';
    throw noCheckout(checkout, why);
  }
  const folder = inside === 'true' ? top : await gitText(place, ['rev-parse', '--absolute-git-dir']);
  const settings = await readSettings({ folder, env });
  return { folder, env, settings };
}

const wanted = '^(suture\\.|core\\.sshcommand$|commit\\.gpgsign$|format\\.signoff$)';

async function readSettings(place: Place): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await git(place, ['config', '--null', '--get-regexp', wanted]);
  const pairs = stdout.toString('utf8').split('\0').filter(Boolean);
  return new Map(
    pairs.map((pair) => {
      const end = pair.indexOf('\n');
      return end < 0 ? [pair, 'true'] : [pair.slice(0, end), pair.slice(end + 1)];
    }),
  );
}

function noCheckout(checkout: string, why: string): Setback {
  return new Setback('no_checkout', `The commit cannot be made in ${checkout}: ${why}.`, {
    hint: 'Run `suture outbox --retry` inside a checkout of the repository that the process was built from.',
    exit: 'usage',
  });
}

/** Reads a yes or no of git config, as git itself does; undefined when it is not set. */
export function isOn(repository: Pick<Repository, 'settings'>, name: string): boolean | undefined {
  const value = repository.settings.get(name)?.toLowerCase();
  if (value === undefined) return undefined;
  return !['false', 'no', 'off', '0', ''].includes(value);
}
