import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gitWith } from '../patient/git.ts';
import { Template } from '../patient/template.ts';

// The settings of whoever runs the tests must not change what git does in them.
process.env['GIT_CONFIG_GLOBAL'] = '/dev/null';
process.env['GIT_CONFIG_NOSYSTEM'] = '1';

/** The packages of this workspace, TypeScript among them. */
const packages = resolve(dirname(fileURLToPath(import.meta.url)), '../../../node_modules');

/** A real git checkout in a temporary folder. */
export interface TestCheckout {
  readonly folder: string;
  git(...args: string[]): string;
  write(path: string, content: string | Buffer): void;
  /** Writes files, commits everything, gives the commit. */
  commit(files: Readonly<Record<string, string>>): string;
  /** Pushes the branch to a remote, which is made for it. */
  publish(): void;
  /** Every file, `.git` included, as a list of hashes. */
  fingerprint(): string;
}

/** Makes a folder that is gone when the test ends. */
export function temporaryFolder(test: TestContext): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'suture-test-')));
  test.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Makes a checkout with the packages of this workspace installed. */
export function makeCheckout(test: TestContext, options: { packages: boolean } = { packages: true }): TestCheckout {
  const folder = temporaryFolder(test);
  const inFolder = gitWith(process.env, folder);
  const git = (...args: string[]) => inFolder(args);
  const write = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  Template.of('empty checkout', fillEmpty).copyTo(folder);
  if (options.packages) linkPackages(folder);
  return {
    folder,
    git,
    write,
    commit(files) {
      for (const [path, content] of Object.entries(files)) write(path, content);
      git('add', '-A');
      git('commit', '-q', '-m', 'change');
      return git('rev-parse', 'HEAD');
    },
    publish() {
      if (git('remote') === '') git('remote', 'add', 'origin', join(temporaryFolder(test), 'origin.git'));
      const remote = git('remote', 'get-url', 'origin');
      if (!existsSync(remote)) git('init', '-q', '--bare', '-b', 'main', remote);
      git('push', '-q', 'origin', 'main');
    },
    fingerprint: () => hashes(folder, '').join('\n'),
  };
}

function fillEmpty(folder: string): void {
  const git = gitWith(process.env, folder);
  git(['init', '-q', '-b', 'main']);
  git(['config', 'user.name', 'Test']);
  git(['config', 'user.email', 'test@example.com']);
  writeFileSync(join(folder, '.gitignore'), 'node_modules\ndist\n');
}

/** Links the packages of this workspace into a folder. */
export function linkPackages(folder: string): void {
  symlinkSync(packages, join(folder, 'node_modules'), 'junction');
}

/** Makes what production has: the commit in a folder of its own, compiled by `tsc` when a configuration is named. */
export function deploy(test: TestContext, checkout: TestCheckout, commit: string, configuration?: string): string {
  const folder = join(temporaryFolder(test), 'app');
  execFileSync('git', ['clone', '-q', '--no-checkout', checkout.folder, folder]);
  execFileSync('git', ['checkout', '-q', commit], { cwd: folder });
  if (configuration !== undefined) compile(folder, configuration);
  return folder;
}

/** Runs `tsc` in a folder as a build would. */
export function compile(folder: string, configuration: string): void {
  linkPackages(folder);
  const args = [join(packages, 'typescript/bin/tsc'), '-p', configuration];
  try {
    execFileSync(process.execPath, args, { cwd: folder, stdio: 'pipe' });
  } catch {
    // Type errors do not keep `tsc` from writing; a missing output shows in the test.
  }
}

function hashes(root: string, path: string): string[] {
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => {
      const inner = join(path, name);
      const found = lstatSync(join(root, inner));
      if (found.isDirectory()) return hashes(root, inner);
      const content = found.isSymbolicLink() ? readlinkSync(join(root, inner)) : readFileSync(join(root, inner));
      return [`${inner} ${found.mode} ${createHash('sha256').update(content).digest('hex')}`];
    });
}
