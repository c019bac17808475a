import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The agent's settings, checked. */
export interface Settings {
  /** Name in `ls`. */
  readonly name: string;
  readonly runDir: string;
  /** The variable that {@link runDir} comes from. */
  readonly runDirFrom: string;
  readonly stateDir: string;
  /** Where code that was made patchable is kept for the next start. */
  readonly cacheDir: string;
  /** Deployed commit, when it was given. */
  readonly revision: string | null;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly record: 'required' | 'advisory';
  readonly leaseMs: number;
}

/** Settings, and a sentence on each variable that could not be used. */
export interface ReadSettings {
  readonly settings: Settings;
  readonly problems: readonly string[];
}

const ours = [
  'SUTURE_NAME',
  'SUTURE_RUN_DIR',
  'SUTURE_STATE_DIR',
  'SUTURE_CACHE_DIR',
  'SUTURE_LISTEN',
  'SUTURE_REVISION',
  'SUTURE_INCLUDE',
  'SUTURE_EXCLUDE',
  'SUTURE_RECORD',
  'SUTURE_LEASE',
  'SUTURE_OFF',
];
// Belong to the shell and to tests; the same environment may hold them.
const notOurs = /^SUTURE_(TARGET|TEST_.*)$/;
const unitMs: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** Reads the agent's settings from the environment; what is malformed is named and its default is taken. */
export function readSettings(env: NodeJS.ProcessEnv, defaults: { readonly name: string }): ReadSettings {
  const problems: string[] = [];
  const read = <T>(name: string, accepted: string, parse: (text: string) => T | undefined, otherwise: T): T => {
    const text = env[name];
    if (text === undefined || text === '') return otherwise;
    const value = parse(text);
    if (value !== undefined) return value;
    problems.push(`${name}=${quote(text)} is ignored: accepted is ${accepted}`);
    return otherwise;
  };
  const folder = (text: string): string | undefined => (isAbsolute(text) ? text : undefined);
  const list = (text: string): string[] =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');

  for (const name of Object.keys(env)) {
    if (!name.startsWith('SUTURE_') || ours.includes(name) || notOurs.test(name)) continue;
    problems.push(`${name}=${quote(env[name] ?? '')} is not a setting and is ignored: accepted are ${ours.join(', ')}`);
  }
  if (env['SUTURE_LISTEN']) {
    problems.push(
      `SUTURE_LISTEN=${quote(env['SUTURE_LISTEN'])} is not supported in this version and is ignored: ` +
        'accepted is the unix socket alone, so leave it unset',
    );
  }
  read('SUTURE_OFF', '1, or nothing', (text) => (text === '0' ? false : undefined), false);

  const fallback = defaultRunDir(env);
  const runDir = read('SUTURE_RUN_DIR', 'an absolute path', folder, '');
  const settings: Settings = {
    name: read(
      'SUTURE_NAME',
      'up to 64 letters, digits, dots, hyphens and underscores',
      (text) => (/^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/.test(text) ? text : undefined),
      defaults.name,
    ),
    runDir: runDir || fallback.path,
    runDirFrom: runDir ? 'SUTURE_RUN_DIR' : fallback.from,
    stateDir: read('SUTURE_STATE_DIR', 'an absolute path', folder, defaultStateDir(env)),
    cacheDir: read('SUTURE_CACHE_DIR', 'an absolute path', folder, defaultCacheDir(env)),
    revision: read<string | null>(
      'SUTURE_REVISION',
      'the full object name of a commit, 40 or 64 hexadecimal digits',
      (text) => (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined),
      null,
    ),
    include: read<string[]>('SUTURE_INCLUDE', 'paths or globs, separated by commas', list, []),
    exclude: read<string[]>('SUTURE_EXCLUDE', 'paths or globs, separated by commas', list, []),
    record: read<'required' | 'advisory'>(
      'SUTURE_RECORD',
      'required or advisory',
      (text) => (text === 'required' || text === 'advisory' ? text : undefined),
      'required',
    ),
    leaseMs: read('SUTURE_LEASE', 'a time such as 90s, 15m or 2h', readTime, 15 * 60_000),
  };
  return { settings, problems };
}

function readTime(text: string): number | undefined {
  const match = /^([1-9][0-9]{0,5})([smh])$/.exec(text);
  const unit = unitMs[match?.[2] ?? ''];
  return match && unit ? Number(match[1]) * unit : undefined;
}

function defaultRunDir(env: NodeJS.ProcessEnv): { path: string; from: string } {
  const runtime = env['XDG_RUNTIME_DIR'];
  if (runtime && isAbsolute(runtime)) return { path: join(runtime, 'suture'), from: 'XDG_RUNTIME_DIR' };
  return { path: join(tmpdir(), `suture-${process.getuid?.() ?? 'user'}`), from: 'TMPDIR' };
}

function defaultStateDir(env: NodeJS.ProcessEnv): string {
  const state = env['XDG_STATE_HOME'];
  return state && isAbsolute(state) ? join(state, 'suture') : join(homedir(), '.local', 'state', 'suture');
}

function defaultCacheDir(env: NodeJS.ProcessEnv): string {
  const cache = env['XDG_CACHE_HOME'];
  return cache && isAbsolute(cache) ? join(cache, 'suture') : join(homedir(), '.cache', 'suture');
}

function quote(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}
