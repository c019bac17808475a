import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PatchOrigin } from '@suture/protocol/patch.js';
import type { Plan } from '@suture/protocol/plan.js';
import { Outbox } from '../../../shell/dist/record/outbox.js';
import { gitWith } from '../patient/git.ts';
import { Template } from '../patient/template.ts';
import { changeOf, contents, deploy, deployedFiles, type Files, placesIn } from './deployed.ts';

/** Id of the patch of most tests. */
export const id = '01JCZX5N3RKQ8V7M2T4W6Y9ABC';

/** The fix of most tests. */
export const fix: Readonly<Record<string, string>> = {
  'src/pricing.ts': 'export function quote(count: number): number {\n  return Math.max(0, count) * 2;\n}\n',
};

/** A bare repository, a checkout of it, and a place for outboxes. */
export interface Workshop extends Disposable {
  readonly folder: string;
  /** Folder of the bare repositories, for a git server. */
  readonly served: string;
  /** The bare repository `acme/orders.git`. */
  readonly bare: string;
  readonly checkout: string;
  /** The deployed commit. */
  readonly revision: string;
  /** An environment in which git knows nothing of the person who runs the tests. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs git in the checkout, or in another folder. */
  git(args: readonly string[], folder?: string): string;
  /** Branches of the remote that belong to patches, with their commits. */
  branches(): string[];
  /** A patch of the deployed commit; null removes a file. */
  origin(after?: Readonly<Record<string, string | Buffer | null>>, why?: string): PatchOrigin;
  /** What an outbox keeps of a patch before it is loaded. */
  entry(origin?: PatchOrigin): Parameters<Outbox['prepare']>[0];
  /** A new outbox that holds the patch. */
  prepared(origin?: PatchOrigin, patch?: string, checkout?: string): Promise<Outbox>;
}

/** Builds one; the remote of the checkout is the bare repository itself until a test says otherwise. */
export function makeWorkshop(files: Files = deployedFiles, executable: readonly string[] = []): Workshop {
  const template = Template.of(`workshop ${contents(files)} ${executable.join()}`, (folder) => ({
    revision: deploy(folder, files, executable),
    // Tests make few changes, and git takes its time for the diff of each.
    changes: new Map<string, ReturnType<typeof changeOf>>(),
  }));
  const { revision, changes } = template.known;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'suture-record-')));
  template.copyTo(folder);
  const { served, bare, checkout, env } = placesIn(folder);
  const git = gitWith(env, checkout);
  // The index holds the inodes of the template.
  git(['update-index', '-q', '--refresh']);
  let outboxes = 0;
  const workshop: Workshop = {
    folder,
    served,
    bare,
    checkout,
    revision,
    env,
    git,
    branches: () =>
      git(['for-each-ref', '--format=%(refname:lstrip=2) %(objectname)', 'refs/heads/'], bare)
        .split('\n')
        .filter((line) => line.startsWith('suture')),
    origin(after = fix, why = 'Quotes of negative counts must not be negative') {
      const key = contents(after);
      const change = changes.get(key) ?? changeOf(template.folder, files, after);
      changes.set(key, change);
      const author = { name: 'Ada Example', email: 'ada@example.com' };
      return { revision, ...change, why, author, at: '2026-11-20T03:14:15.926Z' };
    },
    entry: (origin = workshop.origin()) => ({ id, target: { name: 'orders', pid: 4711 }, origin, plan, checkout }),
    async prepared(origin = workshop.origin(), patch = id, place = checkout) {
      const outbox = new Outbox(join(folder, `outbox-${++outboxes}`));
      await outbox.prepare({ ...workshop.entry(origin), id: patch, checkout: place });
      await outbox.loaded(patch, { id: patch, state: 'live', functions: 1, pauseMs: 0.01 });
      return outbox;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
  return workshop;
}

/** What the process said about the fix. */
export const plan: Plan = {
  applicable: true,
  modules: [
    {
      path: 'dist/pricing.js',
      url: 'file:///srv/orders/dist/pricing.js',
      version: 0,
      changes: [{ kind: 'body', function: 'quote', line: 1 }],
      refusals: [],
      warnings: [],
    },
  ],
};

/** One digest for each file of a checkout and of its git folder, without the objects and Suture's own refs. */
export function digests(folder: string): Record<string, string> {
  const all: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    if (/\.git\/(objects|refs\/suture)\//.test(file)) continue;
    all[file] = createHash('sha256').update(readFileSync(file)).digest('hex');
  }
  return all;
}

/** Puts a program before the git of the PATH that gets its arguments; `$REAL_GIT` is the true one. */
export function wrapGit(workshop: Workshop, script: string): NodeJS.ProcessEnv {
  const bin = mkdtempSync(join(workshop.folder, 'bin-'));
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  writeFileSync(join(bin, 'git'), `#!/bin/sh\nREAL_GIT=${real}\n${script}\n`, { mode: 0o755 });
  return { ...workshop.env, PATH: `${bin}:${workshop.env['PATH']}` };
}

/** Installs a hook in the bare repository. */
export function hook(workshop: Workshop, name: string, script: string): void {
  writeFileSync(join(workshop.bare, 'hooks', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}
