import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Patch, PatchOrigin } from '@suture/protocol/patch.js';
import type { PlannedEdit } from '../../../shell/dist/change/plan-edit.js';
import { gitWith } from '../patient/git.ts';
import { Template } from '../patient/template.ts';
import type { Seat } from './seat.ts';
import type { Handlers } from './stand-in.ts';

const deployed = 'export function price(n) {\n  return n * 2;\n}\n';
const edited = 'export function price(n) {\n  return n * 3;\n}\n';

/** A checkout with a remote, and one edit of its one file. */
export class Workplace {
  readonly checkout: string;
  readonly remote: string;
  readonly planned: PlannedEdit;
  readonly #seat: Seat;

  private constructor(seat: Seat, checkout: string, remote: string, planned: PlannedEdit) {
    this.#seat = seat;
    this.checkout = checkout;
    this.remote = remote;
    this.planned = planned;
  }

  /** Makes the checkout, commits and pushes what is deployed, and edits it. */
  static async prepare(seat: Seat): Promise<Workplace> {
    const { checkout, remote, revision, diff } = await openCheckout(seat, deployed, edited);
    return new Workplace(seat, checkout, remote, plannedEdit(checkout, revision, diff));
  }

  get revision(): string {
    return this.planned.edit.origin.revision;
  }

  /** What a process would keep of this edit. */
  get origin(): PatchOrigin {
    const author = { name: 'Ada', email: 'ada@example.org' };
    return { ...this.planned.edit.origin, why: 'it was too cheap', author, at: '2026-11-20T20:00:00.000Z' };
  }

  /** The branches that others can see, without main. */
  async branches(): Promise<string[]> {
    const refs = await this.#seat.program(
      'git',
      ['for-each-ref', '--format=%(refname:short)', 'refs/heads'],
      this.remote,
    );
    return refs.split('\n').filter((name) => name !== 'main');
  }

  /** The bytes of the checkout and its index: nothing of it may change. */
  async fingerprint(): Promise<string> {
    const index = await readFile(join(this.checkout, '.git', 'index'), 'base64');
    return (
      index +
      (await readFile(join(this.checkout, 'app.js'), 'utf8')) +
      (await this.#seat.program('git', ['--no-optional-locks', 'status', '--porcelain', '-b'], this.checkout))
    );
  }
}

/** Makes a checkout of `app.js` whose commit is pushed, and edits the file where an edit is given. */
export async function openCheckout(
  seat: Seat,
  source: string,
  edit: string = source,
): Promise<{ checkout: string; remote: string; revision: string; diff: string }> {
  const template = Template.of(`${source}\0${edit}`, (folder) => fill(folder, seat.env, source, edit));
  template.copyTo(seat.home);
  const places = placesIn(seat.home);
  // The index holds the inodes of the template.
  await seat.program('git', ['update-index', '-q', '--refresh'], places.checkout);
  return { ...places, ...template.known };
}

const placesIn = (folder: string): { checkout: string; remote: string } => ({
  checkout: join(folder, 'checkout'),
  remote: join(folder, 'remote.git'),
});

function fill(
  folder: string,
  env: Readonly<Record<string, string>>,
  source: string,
  edit: string,
): { revision: string; diff: string } {
  const { checkout, remote } = placesIn(folder);
  const git = gitWith(env, checkout);
  mkdirSync(checkout);
  git(['init', '--quiet', '--bare', '--initial-branch=main', remote], folder);
  git(['init', '--quiet', '--initial-branch=main', '.']);
  git(['config', 'user.name', 'Ada']);
  git(['config', 'user.email', 'ada@example.org']);
  git(['remote', 'add', 'origin', remote]);
  writeFileSync(join(checkout, 'package.json'), '{"name":"orders","type":"module"}\n');
  writeFileSync(join(checkout, 'app.js'), source);
  git(['add', '.']);
  git(['commit', '--quiet', '-m', 'first']);
  git(['push', '--quiet', 'origin', 'main']);
  git(['remote', 'set-head', 'origin', 'main']);
  writeFileSync(join(checkout, 'app.js'), edit);
  return { revision: git(['rev-parse', 'HEAD']), diff: `${git(['diff', '--binary', '--full-index'])}\n` };
}

function plannedEdit(checkout: string, revision: string, diff: string): PlannedEdit {
  const url = pathToFileURL(join(checkout, 'app.js')).href;
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const change = { kind: 'body', function: 'price', line: 2, path: 'app.js' } as const;
  return {
    checkout,
    edit: {
      modules: [{ url, source: edited, version: 0 }],
      origin: {
        revision,
        diff: base64(diff),
        files: [{ path: 'app.js', before: base64(deployed), after: base64(edited) }],
      },
      leftOut: [],
      recordOnly: [],
      imported: [],
      preview: diff,
      types: { ok: true, diagnostics: [] },
      original: () => undefined,
    },
    plan: {
      applicable: true,
      modules: [{ path: 'app.js', url, version: 0, changes: [change], refusals: [], warnings: [] }],
    },
  };
}

/** The part of an agent that remembers patches: what it answers, and what it holds. */
export class Memory {
  readonly patches: Patch[] = [];
  readonly origins: Map<string, PatchOrigin> = new Map();
  /** The source that runs. */
  readonly source: string = deployed;

  /** Where the module was loaded from. */
  url: string = '';

  /** Takes a patch in, as `load` does. */
  take(id: string, origin: PatchOrigin): void {
    this.origins.set(id, origin);
    this.patches.push({
      id,
      state: 'live',
      why: origin.why,
      author: `${origin.author.name} <${origin.author.email}>`,
      modules: ['app.js'],
      appliedAt: origin.at,
      record: { state: 'live' },
    });
  }

  /** Changes what is known of a patch. */
  set(id: string, change: Partial<Patch>): void {
    const index = this.patches.findIndex((patch) => patch.id === id);
    const patch = this.patches[index];
    if (patch) this.patches[index] = { ...patch, ...change };
  }

  /** The handlers that answer from this memory. */
  get handlers(): Handlers {
    return {
      patches: () => ({ result: this.patches }),
      modules: () => {
        const about = { path: 'app.js', url: this.url, format: 'module', version: 0, patched: false } as const;
        return { result: [{ ...about, functions: 1, unpatchable: [] }] };
      },
      source: () => {
        const about = { path: 'app.js', url: this.url, version: 0, stripped: false };
        return { result: { ...about, source: this.source, loaded: deployed } };
      },
      plan: ({ modules }) => {
        const change = { kind: 'body', function: 'price', line: 2 } as const;
        const about = { path: 'app.js', version: 0, changes: [change], refusals: [], warnings: [] };
        return { result: { applicable: true, modules: modules.map(({ url }) => ({ ...about, url })) } };
      },
      origin: ({ id }) => {
        const origin = this.origins.get(id);
        return origin ? { result: origin } : { error: { code: 'unknown_patch', message: `no ${id}` } };
      },
      load: ({ id, origin }) => {
        this.take(id, origin);
        return { result: { id, state: 'live', functions: 1, pauseMs: 0.02 } };
      },
      record: ({ id, record }) => {
        this.set(id, { record });
        return { result: record };
      },
      rollback: ({ id }) => {
        this.set(id, { state: 'rolledBack' });
        return { result: { id, state: 'rolledBack' } };
      },
    };
  }
}
