import type { ModuleFormat } from '@suture/protocol/process.js';
import type { AnyNode } from 'acorn';
import { nodesAround } from '../../syntax/nodes-around.ts';
import type { Analysis, Binding } from '../../syntax/scope.ts';
import { importsFrom, namespacesOf, required } from '../importers.ts';
import { resolvesTo } from '../specifier.ts';
import { passedOn } from '../passed-on.ts';
import { exportedAs, type Handle, whole } from './handles.ts';
import type { Uses } from './uses.ts';
import { type Found, usesOfBinding, usesOfExports, usesOfMember, usesThrough } from './uses-in.ts';

/** A module that is searched. */
export interface Searched {
  readonly url: string;
  readonly format: ModuleFormat;
  readonly source: string;
  /** Made when it is asked for. */
  readonly analysis: () => Analysis;
}

type Asked<H extends Handle['is']> = Extract<Handle, { is: H }> & { readonly uses: Uses; readonly of: Searched };
type ExportQuery = Asked<'export'>;
type Query = ExportQuery | Asked<'member'>;

/**
 * Finds who uses things in the text of modules: by their names, over imports and what is passed on. Values that are kept
 * somewhere and called from there are told as uses, because what becomes of them cannot be read.
 */
export class Search {
  readonly #modules: readonly Searched[];
  readonly #queue: Query[] = [];

  constructor(modules: readonly Searched[]) {
    this.#modules = modules;
  }

  /** Looks for what others take hold of by some handles of a module. */
  want(of: Searched, handles: readonly Handle[], uses: Uses): void {
    for (const handle of handles) {
      if (handle.is === 'binding') this.#binding(of, of.analysis(), handle.binding, uses);
      else if (handle.is === 'handed') uses.add(of.url, of.analysis(), [{ kind: 'use', node: handle.node }]);
      else this.#ask({ ...handle, of, uses });
    }
  }

  /** Searches until everything is found; leaves modules out from `isOver` on, and gives their number. */
  async run(isOver: () => boolean): Promise<number> {
    const left = new Set<Searched>();
    for (let round = this.#queue.splice(0); round.length > 0; round = this.#queue.splice(0)) {
      for (const module of this.#modules) {
        const asked = round.filter((query) => mayUse(module, query));
        if (asked.length === 0) continue;
        if (isOver()) {
          left.add(module);
          continue;
        }
        // The trees of the module before can be let go of, and other requests are answered.
        await new Promise((resolve) => setImmediate(resolve));
        const analysis = module.analysis();
        const exports = new Map<Searched, ExportQuery[]>();
        for (const query of asked) {
          if (query.is === 'export') exports.set(query.of, [...(exports.get(query.of) ?? []), query]);
          else query.uses.add(module.url, analysis, usesOfMember(analysis, query, module === query.of));
        }
        for (const [of, queries] of exports) this.#exports(module, analysis, of, queries);
      }
    }
    return left.size;
  }

  #ask(query: Query): void {
    const what = query.is === 'export' ? `${query.of.url} ${query.name}` : `.${query.name}`;
    if (query.uses.asks(what)) this.#queue.push(query);
  }

  #binding(of: Searched, analysis: Analysis, binding: Binding, uses: Uses): void {
    uses.add(of.url, analysis, usesOfBinding(analysis, binding));
    for (const name of exportedAs(analysis, binding)) this.#ask({ is: 'export', name, of, uses });
  }

  /** What a module has of another one, for everything that is asked of that: it is worked out once. */
  #exports(module: Searched, analysis: Analysis, of: Searched, queries: readonly ExportQuery[]): void {
    const { url } = module;
    if (module === of) {
      for (const { name, uses } of queries) uses.add(url, analysis, usesOfExports(analysis, name));
      return;
    }
    const asked = new Map(queries.map((query) => [query.name, [] as ExportQuery[]]));
    for (const query of queries) asked.get(query.name)?.push(query);
    for (const { local, imported } of importsFrom(analysis, url, of)) {
      const binding = analysis.module.bindings.get(local);
      if (!binding) continue;
      if (imported === '*') this.#through(module, analysis, binding, queries);
      for (const { uses } of asked.get(imported) ?? []) this.#binding(module, analysis, binding, uses);
    }
    for (const space of namespacesOf(analysis, url, of)) {
      const binding = analysis.module.bindings.get(space);
      if (!binding) continue;
      this.#through(
        module,
        analysis,
        binding,
        queries.filter(({ name }) => name !== whole),
      );
      for (const { uses } of asked.get(whole) ?? []) this.#binding(module, analysis, binding, uses);
    }
    const later = loadedLater(analysis, url, of);
    for (const { uses } of queries) uses.add(url, analysis, later);
    for (const { name, imported } of passedOn(analysis, url, of, asked.keys()))
      for (const { uses } of asked.get(imported) ?? []) this.#ask({ is: 'export', name, of: module, uses });
  }

  #through({ url }: Searched, analysis: Analysis, space: Binding, queries: readonly ExportQuery[]): void {
    for (const { name, uses } of queries) uses.add(url, analysis, usesThrough(analysis, space, name));
  }
}

/** The places that load a module while a function runs: what they do with it cannot be read. */
function loadedLater(analysis: Analysis, from: string, of: Searched): Found[] {
  const means = (specifier: unknown): boolean => typeof specifier === 'string' && resolvesTo(specifier, from, of.url);
  const imports = analysis.imports.filter(
    (node) => node.type === 'ImportExpression' && node.source.type === 'Literal' && means(node.source.value),
  );
  const requires = analysis.references.flatMap(({ node, site, binding }): AnyNode[] => {
    if (node.name !== 'require' || site === null || binding) return [];
    const [call] = nodesAround(analysis.program, node);
    return call && means(required(call)) ? [call] : [];
  });
  return [...imports, ...requires].map((node) => ({ kind: 'use', node }));
}

/** Whether it is worth while to take a module apart: it has to spell what is looked for. */
function mayUse({ source, url }: Searched, query: Query): boolean {
  if (query.is === 'member') return query.isPrivate ? url === query.of.url : source.includes(query.name);
  if (url === query.of.url) return query.of.format !== 'module' && source.includes(query.name);
  const [, folder = '', file = ''] = /([^/]*)\/([^/]*?)(\.[^./]*)?$/.exec(query.of.url) ?? [];
  return source.includes(decodeURIComponent(file === 'index' ? folder : file));
}
