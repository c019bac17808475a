import { existsSync, rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The temporary folder of the demo: a home of its own, the service's checkout, and the remote that it is pushed to. */
export interface Stage {
  readonly folder: string;
  readonly checkout: string;
  readonly remote: string;
  /** The environment of every child: nothing of the user's is read or written. */
  readonly env: NodeJS.ProcessEnv;
}

const source = fileURLToPath(new URL('../../demo', import.meta.url));
const require = createRequire(import.meta.url);

/** Makes the temporary folder and puts the service's source into it. */
export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'suture-demo-'));
  const stage: Stage = {
    folder,
    checkout: join(folder, 'orders'),
    remote: join(folder, 'orders.git'),
    env: environment(folder),
  };
  try {
    await furnish(stage);
  } catch (error) {
    await closeStage(stage);
    throw error;
  }
  return stage;
}

async function furnish({ folder, checkout }: Stage): Promise<void> {
  await mkdir(join(folder, 'home'));
  await mkdir(join(folder, 'run'), { mode: 0o700 });
  await writeFile(
    join(folder, 'home', '.gitconfig'),
    '[user]\n\tname = On Call\n\temail = on-call@example.org\n[init]\n\tdefaultBranch = main\n[commit]\n\tgpgSign = false\n',
  );
  await cp(source, checkout, { recursive: true });
  // npm packs no file called .gitignore as such.
  await rename(join(checkout, 'gitignore'), join(checkout, '.gitignore'));
}

/** Takes the temporary folder away. May be called twice. */
export async function closeStage(stage: Stage): Promise<void> {
  await rm(stage.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

/** Takes the temporary folder away where nothing can be waited for. */
export function dropStage(stage: Stage): void {
  rmSync(stage.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

/** Links what the service needs from where the shell is installed; says whether everything was there. */
export async function linkDependencies(stage: Stage): Promise<boolean> {
  const folder = modulesOf('typescript');
  const needed = ['fastify', 'ws', 'typescript', '@types/node', '@types/ws', '@suture/agent'];
  if (folder === undefined || !needed.every((name) => existsSync(join(folder, name)))) return false;
  await symlink(folder, join(stage.checkout, 'node_modules'), 'junction');
  return true;
}

/** Links the agent that came with the shell into dependencies that npm has installed. */
export async function linkAgent(stage: Stage): Promise<void> {
  const scope = join(stage.checkout, 'node_modules', '@suture');
  await mkdir(scope, { recursive: true });
  await symlink(dirname(require.resolve('@suture/agent/package.json')), join(scope, 'agent'), 'junction');
}

function modulesOf(name: string): string | undefined {
  try {
    const folder = dirname(dirname(require.resolve(`${name}/package.json`)));
    return basename(folder) === 'node_modules' ? folder : undefined;
  } catch {
    return undefined;
  }
}

function environment(folder: string): NodeJS.ProcessEnv {
  // Settings that would lead a child of the demo back to something of the user's.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(SUTURE_|GIT_|XDG_|NODE_OPTIONS$|PORT$)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    HOME: join(folder, 'home'),
    USERPROFILE: join(folder, 'home'),
    XDG_CONFIG_HOME: join(folder, 'home', '.config'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_RUNTIME_DIR: join(folder, 'run'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    SUTURE_RUN_DIR: join(folder, 'run'),
    SUTURE_STATE_DIR: join(folder, 'state', 'agent'),
  };
}
