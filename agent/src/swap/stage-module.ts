import { names } from '../load/names.ts';
import { offerEarly, stageExports } from './live-exports.ts';
import type { Layers } from './layers.ts';
import type { LiveStates } from './live-states.ts';
import type { Adopter } from './migration.ts';
import type { BodyProgram, ClassHook, ExtensionProgram, ModuleProgram, OverlayProgram } from './program.ts';
import type { Holder, Overlay, ScopeHook } from './registry.ts';
import { withSourceUrl } from './source-url.ts';
import { stageMembers } from './stage-members.ts';
import { stageStatement } from './statements.ts';
import type { LiveState, StagedBody, StagedModule } from './staged-module.ts';

type Factory = (cells: Holder, overlay: Overlay) => unknown;

/** What of a module is needed to evaluate code for it. */
export interface StagingGround {
  readonly url: string;
  readonly states: LiveStates;
  readonly layers: Layers;
  /** What a CommonJS module exports. */
  readonly exported: () => object;
}

/** Evaluates the code of a program for one module; changes nothing that runs. Throws what the code throws. */
export function stageModule(
  { url, states, layers, exported }: StagingGround,
  part: ModuleProgram,
  program: string,
  reads: readonly (() => unknown)[],
): StagedModule {
  const early = new Map<BodyProgram, unknown>();
  const extended = new Map<ExtensionProgram, Adopter>();
  let state = states.get(part.overlay?.parent ?? part.state);
  const made = (id: number): LiveState | undefined => (id === part.state ? state : undefined);
  const evaluate = (hook: ScopeHook, code: string, home = state): unknown => {
    const factory = hook(withSourceUrl(code, url, program, home.cells)) as Factory;
    return factory(home.cells, home.overlay);
  };
  const hookOf = ({ state: id, key }: { state: number; key: string }): ScopeHook => {
    const holder = states.holdersOf(id, key, made(id)).find((known) => typeof known[key] === 'function');
    if (!holder) throw new Error(`${url} has no class ${key} in state ${id}`);
    return holder[key] as ScopeHook;
  };
  const bodyOf = (body: BodyProgram): unknown => {
    const { code, hook, of } = body;
    const home = made(of) ?? states.get(of);
    return code === null ? undefined : evaluate(hook ? hookOf(hook) : home.scope, code, home);
  };
  const extend = ({ hook, code }: ExtensionProgram): Adopter => evaluate(hookOf(hook), code) as Adopter;
  const target = part.format === 'module' ? undefined : exported();
  const readersIn = (home: LiveState): readonly ((() => unknown) | undefined)[] =>
    part.exports.map(({ code, isLive }) => {
      const read = code === null ? undefined : (evaluate(home.scope, code, home) as () => unknown);
      return read && target && !isLive ? once(read) : read;
    });
  let readers: readonly ((() => unknown) | undefined)[] | undefined;
  if (part.overlay) {
    const takeBack: (() => void)[] = [];
    // What the new values are computed with are the new bodies, but for those in classes that are new themselves.
    const begin = (begun: LiveState): void => {
      state = begun;
      for (const extension of part.extensions) {
        const known = new Set(Object.keys(begun.cells));
        try {
          extended.set(extension, extend(extension));
        } catch {
          // A key that is computed from a new value; what else it is, is told when all of them are there.
          for (const key of Object.keys(begun.cells)) if (!known.has(key)) delete begun.cells[key];
        }
      }
      readers = readersIn(begun);
      if (target) takeBack.push(offerEarly(part.exports, readers, target));
      const isThere = (hook: ClassHook | null): boolean => hook?.state !== part.state || hook.key in begun.cells;
      for (const body of part.bodies) if (isThere(body.hook)) early.set(body, bodyOf(body));
      for (const [{ state: id, key }, body] of early) {
        for (const holder of states.holdersOf(id, key, made(id))) {
          takeBack.push(layers.save(holder, key));
          layers.set(holder, key, body);
        }
      }
    };
    try {
      stageOverlay(url, states.get(part.overlay.parent), part.overlay, program, reads, begin);
    } finally {
      for (const back of takeBack.reverse()) back();
    }
  }
  const adopters = part.extensions.map((extension) => extended.get(extension) ?? extend(extension));
  const bodies = part.bodies.map((program): StagedBody => {
    const { state: id, key } = program;
    const body = early.has(program) ? early.get(program) : bodyOf(program);
    return { holders: states.holdersOf(id, key, made(id)), key, body, plain: body };
  });
  const members = stageMembers(part, state, hookOf, evaluate);
  readers ??= readersIn(state);
  const exports = stageExports(part.exports, readers, target);
  const parent = part.overlay ? states.get(part.overlay.parent) : state;
  const statements = part.statements.map((one) => stageStatement(one, evaluate(state.scope, one.code)));
  const gone = part.gone.map((one) => stageStatement(one, evaluate(parent.scope, one.code, parent)));
  return { part, format: part.format, program, state, bodies, members, adopters, exports, statements, gone };
}

function once(read: () => unknown): () => unknown {
  let given: { readonly value: unknown } | undefined;
  return () => (given ??= { value: read() }).value;
}

/** Evaluates new top-level code; `begin` is told of its scope when nothing of it has been computed yet. */
function stageOverlay(
  url: string,
  parent: LiveState,
  made: OverlayProgram,
  program: string,
  reads: readonly (() => unknown)[],
  begin: (state: LiveState) => void,
): void {
  const overlay = Object.create(parent.overlay) as Overlay;
  for (const [index, { local }] of made.imports.entries()) {
    Object.defineProperty(overlay, local, { get: reads[index] as () => unknown, enumerable: true });
  }
  for (const { key, name } of made.symbols) Object.defineProperty(overlay, key, { value: Symbol(name) });
  const cells: Holder = {};
  Object.defineProperty(overlay, `${names.holder}Begin`, {
    value: (scope: ScopeHook, bindings: object): void => {
      Object.defineProperties(overlay, Object.getOwnPropertyDescriptors(bindings));
      begin({ parent: made.parent, scope, cells, overlay });
    },
  });
  (parent.scope(withSourceUrl(made.code, url, program, cells)) as Factory)(cells, overlay);
}
