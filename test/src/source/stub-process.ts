import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Patch, PatchOrigin } from '@suture/protocol/patch.js';
import type { PreparedEdit } from '../../../shell/dist/source/prepared.js';
import type { SourceChannel } from '../../../shell/dist/source/source-channel.js';

interface Loaded {
  readonly path: string;
  readonly url: string;
  readonly loaded: string;
  readonly stripped: boolean;
  source: string;
  version: number;
}

/** Answers as a process would that has loaded some files of a folder. */
export class StubProcess implements SourceChannel {
  readonly patches: Patch[] = [];
  readonly #origins = new Map<string, PatchOrigin>();
  readonly #modules = new Map<string, Loaded>();
  readonly #root: string;
  readonly #revision: string | null;

  constructor(root: string, revision: string | null, files: readonly string[]) {
    this.#root = root;
    this.#revision = revision;
    for (const path of files) {
      const url = pathToFileURL(join(root, path)).href;
      const text = readFileSync(join(root, path), 'utf8');
      const stripped = /\.[cm]?ts$/.test(path);
      const loaded = stripped ? eraseTypes(text) : text;
      this.#modules.set(url, { path, url, loaded, stripped, source: loaded, version: 0 });
    }
  }

  /** Loads a prepared edit as the agent would. */
  load(id: string, prepared: PreparedEdit): void {
    const modules = prepared.modules.map((edit) => {
      const module = this.#modules.get(edit.url) as Loaded;
      module.source = edit.source;
      module.version++;
      return module.path;
    });
    const [why, at] = ['a reason', '2026-11-20T00:00:00Z'];
    this.#origins.set(id, { ...prepared.origin, why, at, author: { name: 'Test', email: 'test@example.com' } });
    this.patches.push({
      id,
      state: 'live',
      why,
      author: 'Test <test@example.com>',
      modules,
      appliedAt: at,
      record: { state: 'live' },
    });
  }

  call: SourceChannel['call'] = async (method, params) => {
    // One table cannot be typed per method without a cast; each answer below has the shape of its request.
    return this.#answer(method, params as never) as never;
  };

  #answer(method: string, params: { module: string; source: string; id: string }): unknown {
    const { node } = process.versions;
    switch (method) {
      case 'greet':
        return {
          protocol: 1,
          agent: '0',
          name: 'orders',
          pid: 1,
          node,
          revision: this.#revision,
          startedAt: '',
          root: this.#root,
          patches: this.patches.length,
        };
      case 'modules':
        return [...this.#modules.values()].map(({ path, url, version, source, loaded }) => ({
          path,
          url,
          version,
          format: /\bexports\b|^return/m.test(loaded) ? 'commonjs' : 'module',
          patched: source !== loaded,
          functions: 1,
          unpatchable: [],
        }));
      case 'source':
        return this.#modules.get(params.module);
      case 'strip':
        return { source: eraseTypes(params.source) };
      case 'loaders':
        return { options: [], cwd: this.#root };
      case 'patches':
        return this.patches;
      case 'origin':
        return this.#origins.get(params.id);
      default:
        throw new Error(`the stub knows no ${method}`);
    }
  }
}

/** Replaces the few types that the tests use by spaces, as Node does, and complains as it does. */
function eraseTypes(text: string): string {
  if (text.includes('= ;')) throw Object.assign(new Error('Expression expected'), { code: 'cannot_strip' });
  const blank = (found: string) => found.replace(/[^\n]/g, ' ');
  return text.replace(/^(export )?(interface|type) .*$|^import type .*$|: (number|string|Order)\b/gm, blank);
}
