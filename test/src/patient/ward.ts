import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A temporary folder that holds everything the processes of one story can write to; closing it ends all that began in it. */
export class Ward {
  readonly path: string;
  /** What every process of the story gets as its environment: nothing of the person who runs the tests but `PATH`. */
  readonly env: Readonly<Record<string, string>>;
  #closers: (() => void | Promise<void>)[] = [];
  #voices: (() => string)[] = [];

  constructor(path: string) {
    this.path = path;
    this.env = {
      PATH: process.env['PATH'] ?? '',
      HOME: join(path, 'home'),
      TMPDIR: join(path, 'tmp'),
      LANG: 'C.UTF-8',
      XDG_RUNTIME_DIR: join(path, 'runtime'),
      XDG_STATE_HOME: join(path, 'state'),
      XDG_CONFIG_HOME: join(path, 'config'),
      XDG_CACHE_HOME: join(path, 'cache'),
      SUTURE_RUN_DIR: join(path, 'run'),
      SUTURE_STATE_DIR: join(path, 'agent-state'),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
    };
  }

  /** Opens a ward for the time of one test. */
  static async open(t: TestContext): Promise<Ward> {
    const ward = await Ward.make();
    t.after(() => ward.close());
    return ward;
  }

  /** Opens a ward that whoever asks for it closes. */
  static async make(): Promise<Ward> {
    const ward = new Ward(await realpath(await mkdtemp(join(tmpdir(), 'suture-'))));
    for (const folder of ['home', 'tmp', 'runtime', 'state', 'config', 'cache']) await mkdir(join(ward.path, folder));
    await writeFile(
      join(ward.path, 'home', '.gitconfig'),
      '[user]\n\tname = On Call\n\temail = on-call@example.com\n[init]\n\tdefaultBranch = main\n',
    );
    return ward;
  }

  /** Lets what a process prints be part of the message when an assertion fails. */
  listenTo(voice: () => string): void {
    this.#voices.push(voice);
  }

  /** Everything that the processes of the story printed so far. */
  get heard(): string {
    return this.#voices.map((voice) => voice()).join('\n');
  }

  /** Has something done when the ward closes; the last first. */
  beforeClosing(closer: () => void | Promise<void>): void {
    this.#closers.push(closer);
  }

  async close(): Promise<void> {
    for (const closer of this.#closers.splice(0).toReversed()) await closer();
    await rm(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}
