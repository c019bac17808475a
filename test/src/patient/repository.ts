import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Template } from './template.ts';
import type { Ward } from './ward.ts';

/** Where git runs, and with what environment. */
type Place = Pick<Ward, 'path' | 'env'>;

const run = promisify(execFile);

/** A working tree of a repository. */
export class Checkout {
  readonly path: string;
  readonly #ward: Place;

  constructor(ward: Place, path: string) {
    this.#ward = ward;
    this.path = path;
  }

  /** Runs git in the working tree and gives what it printed. */
  async git(...args: readonly string[]): Promise<string> {
    const { stdout } = await run('git', args, { cwd: this.path, env: this.#ward.env, maxBuffer: 64 << 20 });
    return stdout.trim();
  }

  file(path: string): string {
    return join(this.path, path);
  }

  read(path: string): Promise<string> {
    return readFile(this.file(path), 'utf8');
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(this.file(path)), { recursive: true });
    await writeFile(this.file(path), text);
  }

  /** Replaces the one place in a file that reads `from`. */
  async edit(path: string, from: string, to: string): Promise<void> {
    const text = await this.read(path);
    if (text.split(from).length !== 2) throw new Error(`${path}: expected one place that reads\n${from}`);
    await this.write(
      path,
      text.replace(from, () => to),
    );
  }

  /** Commits everything and pushes the branch. */
  async publish(message: string): Promise<void> {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '-m', message);
    await this.git('push', '--quiet', 'origin', 'HEAD');
  }

  /** Everything of a checkout that a tool may not touch: branch, index, stash and every file. */
  async fingerprint(): Promise<string> {
    return [
      await this.git('symbolic-ref', 'HEAD'),
      await this.git('rev-parse', 'HEAD'),
      await this.git('ls-files', '--stage'),
      await this.git('stash', 'list'),
      await this.git('status', '--porcelain'),
      await this.git('diff', '--binary'),
    ].join('\n');
  }
}

/** A bare remote on this machine, with one commit on `main`. */
export class Repository {
  readonly remote: string;
  readonly #ward: Place;

  private constructor(ward: Place, remote: string) {
    this.#ward = ward;
    this.remote = remote;
  }

  /** Makes a repository whose first commit holds what `fill` writes into the working tree. */
  static async create(ward: Place, fill: (checkout: Checkout) => Promise<void>): Promise<Repository> {
    const repository = new Repository(ward, join(ward.path, 'origin.git'));
    await run('git', ['init', '--quiet', '--bare', repository.remote], { env: ward.env });
    const first = await repository.clone('first');
    await fill(first);
    await first.publish('first version');
    return repository;
  }

  /** Makes a repository of files given as text; the next one of the same files is a copy. */
  static async of(ward: Ward, files: Readonly<Record<string, string>>): Promise<Repository> {
    const template = await Template.filled(`repository ${JSON.stringify(files)}`, async (folder) => {
      await Repository.create({ path: folder, env: ward.env }, async (checkout) => {
        for (const [path, text] of Object.entries(files)) await checkout.write(path, text);
      });
    });
    template.copyTo(ward.path);
    return new Repository(ward, join(ward.path, 'origin.git'));
  }

  /** Clones the remote into a folder of the ward. */
  async clone(name: string, branch?: string): Promise<Checkout> {
    const path = join(this.#ward.path, name);
    const chosen = branch ? ['--branch', branch] : [];
    await run('git', ['clone', '--quiet', ...chosen, this.remote, path], { env: this.#ward.env });
    return new Checkout(this.#ward, path);
  }

  /** The branches of the remote. */
  async branches(): Promise<string[]> {
    const { stdout } = await run('git', ['for-each-ref', '--format=%(refname:short)', 'refs/heads'], {
      cwd: this.remote,
      env: this.#ward.env,
    });
    return stdout.split('\n').filter(Boolean);
  }
}
