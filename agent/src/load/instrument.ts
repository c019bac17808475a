import { isBuiltin } from 'node:module';
import type { ModuleFormat } from '@suture/protocol/process.js';
import type { AnyNode, Program } from 'acorn';
import { analyse } from '../syntax/analyse.ts';
import { Edits } from '../syntax/edits.ts';
import { isImplied } from '../syntax/implied-constructor.ts';
import { Lines } from '../syntax/lines.ts';
import { unmark } from '../syntax/marks.ts';
import { parse } from '../syntax/parse.ts';
import type { Analysis, Site } from '../syntax/scope.ts';
import { mapComment } from './compose-map.ts';
import { emitGuards, type Handed } from './emit.ts';
import type { Surroundings } from './guard.ts';
import { keepLexedExports } from './lexed-exports.ts';
import { cellKey, classKey, hiddenRegistry, names, registry } from './names.ts';
import type { OwnMap } from './own-map.ts';
import { isFunction, whyUnpatchable } from './patchable.ts';

/** A function that keeps its first body for ever, and why. */
export interface Unpatchable {
  readonly function: string;
  readonly line: number;
  readonly reason: string;
}

/** The outcome of making a module patchable. */
export type Instrumented =
  | {
      readonly ok: true;
      /** The same program, on the same lines, with a guard at the head of each function. */
      readonly code: string;
      readonly functions: number;
      /**
       * Asked for by the agent's thread alone. Not a getter: in a literal that makes a hidden class of its own each time, which
       * holds the whole syntax tree until the next full garbage collection; a third of the time went into that.
       */
      unpatchable(): Unpatchable[];
    }
  | { readonly ok: false; readonly reason: string };

/** V8 folds a cell to a constant only while its holder is a small object with fast properties. */
const cellsPerHolder = 100;

/** Whether code of another module can call a function of this one before its body has begun. */
function canBeCalledEarly(program: Program): boolean {
  return program.body.some(
    (statement) =>
      (statement.type === 'ImportDeclaration' ||
        statement.type === 'ExportAllDeclaration' ||
        statement.type === 'ExportNamedDeclaration') &&
      statement.source &&
      !isBuiltin(String(statement.source.value)),
  );
}

function isHoisted(site: Site): boolean {
  let root = site;
  while (root.parent) root = root.parent;
  return root.node.type === 'FunctionDeclaration' && root.class === null;
}

function prologueOffset(source: string, body: readonly AnyNode[]): number {
  let at = source.startsWith('#!') ? source.indexOf('\n') + 1 : 0;
  for (const statement of body) {
    if (statement.type !== 'ExpressionStatement' || statement.directive === undefined) break;
    at = statement.end;
  }
  return at;
}

function holderName(site: Site, early: boolean): string {
  const chunk = Math.floor(site.index / cellsPerHolder);
  const base = early && isHoisted(site) ? names.early : names.holder;
  return chunk === 0 ? base : `${base}_${chunk}`;
}

function prologue(analysis: Analysis, handed: Handed, url: string, isModule: boolean, early: boolean): string {
  const holders = new Map<string, string[]>([[names.holder, []]]);
  for (const index of handed.keys()) {
    const name = holderName(analysis.sites[index] as Site, early);
    const keys = holders.get(name) ?? [];
    keys.push(cellKey(index));
    holders.set(name, keys);
  }
  for (const owner of analysis.classes) if (owner.site === null) holders.get(names.holder)?.push(classKey(owner.index));
  const declarations = [...holders].map(([name, keys]) => {
    const literal = `{${keys.map((key) => `${key}:null`).join(',')}}`;
    // A function declaration is there before the module's body begins, where a constant would throw.
    return name.startsWith(names.early) ? `function ${name}(){}${name}=${literal};` : `const ${name}=${literal};`;
  });
  // Hoisted as well, and a holder of one: what is put into it is shown the promise.
  const importer = `function ${names.import}($promise){return ${names.import}.i===void 0?$promise:${names.import}.i($promise)}`;
  if (analysis.imports.length > 0) {
    holders.set(names.import, []);
    declarations.push(importer);
  }
  // Node makes it when it is asked for, which few modules do.
  const meta = isModule ? ',()=>import.meta' : '';
  const entry = `${JSON.stringify(url)},[${[...holders.keys()].join(',')}],$sutureCode=>eval($sutureCode)${meta}`;
  const { bindings } = analysis.module;
  const isHidden = bindings.has('globalThis') || bindings.has('Symbol');
  const enter = isHidden ? `try{${hiddenRegistry}?.enter(${entry})}catch{}` : `${registry}?.enter(${entry});`;
  return declarations.join('') + enter;
}

function unpatchableOf({ source, sites }: Analysis): Unpatchable[] {
  const lines = new Lines(source);
  return sites.flatMap((site) => {
    const reason = isFunction(site) ? whyUnpatchable(site) : undefined;
    return reason ? [{ function: site.path, line: lines.at(site.node.start).line, reason }] : [];
  });
}

function withMap(text: string, source: string, own: OwnMap): string {
  const made = unmark(text, source);
  return made.code + mapComment({ ...made, source, own });
}

/**
 * Rewrites a module so that each of its functions can take a new body later. Pure: the same source
 * and URL give the same code on any thread. Never throws; what cannot be parsed is not `ok`, and is to run as it is. Given
 * a `map`, the code ends with one from its places to those of the source, or to those that the source was made from.
 */
export function instrument(
  source: string,
  module: { url: string; format: ModuleFormat; map?: OwnMap | undefined },
): Instrumented {
  const parsed = parse(source, module.format);
  if (!parsed.ok) return { ok: false, reason: `line ${parsed.line}: ${parsed.reason}` };
  if (source.includes(names.holder)) return { ok: false, reason: `it uses the name ${names.holder}` };
  const { program } = parsed;
  const analysis = analyse(source, program, module.format);
  const isModule = module.format === 'module';
  const early = isModule && canBeCalledEarly(program);
  const surroundings: Surroundings = {
    holder: (site) => holderName(site, early),
    classHolder: names.holder,
    importer: names.import,
    variable: (binding) => binding.name,
    receiver: (_site, use) => use,
  };
  const edits = new Edits(source, { marks: module.map !== undefined });
  const at = prologueOffset(source, program.body);
  const handed = emitGuards(edits, analysis, { start: 0, end: source.length }, surroundings);
  const exported = isModule ? '' : keepLexedExports(edits, analysis);
  const head = at === 0 ? '' : `${edits.text(0, at)};`;
  const text = head + prologue(analysis, handed, module.url, isModule, early) + exported + edits.text(at);
  const code = module.map === undefined ? text : withMap(text, source, module.map);
  const functions = [...handed.keys()].filter((index) => !isImplied(analysis.sites[index] as Site)).length;
  return {
    ok: true,
    code,
    functions,
    unpatchable: () => unpatchableOf(analysis),
  };
}
