import module from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isTranspiled, transformDetected, wrapCompile } from './compile.ts';
import { hasOtherPreloads } from './other-preloads.ts';
import { announceStripping, canStrip, stripTypes } from './strip.ts';
import type { Transform } from './transform.ts';

type LoadHook = NonNullable<Parameters<typeof module.registerHooks>[0]['load']>;
type Loaded = ReturnType<LoadHook>;
type Context = Parameters<LoadHook>[1];

/**
 * Makes every module of this thread patchable on Node 22.15 and later. One synchronous hook, kept outermost so that
 * it sees the JavaScript that runs, whoever registers later; `_compile` only once a CommonJS transpiler is about.
 */
export function installHooks(transform: Transform): void {
  const state = { compiles: false, asyncLoaders: false };
  const compileToo = (): void => {
    if (state.compiles) return;
    state.compiles = true;
    wrapCompile(transform);
  };
  // A transpiler that is preloaded compiles the entry before any hook is asked.
  if (hasOtherPreloads() || isTranspiled()) compileToo();

  const load: LoadHook = (url, context, nextLoad) => {
    const loaded = nextLoad(url, context);
    if (!url.startsWith('file:') || loaded.source === null || loaded.source === undefined) return loaded;
    if (!state.compiles && isTranspiled()) compileToo();
    return toPatchable(transform, url, context, loaded, state);
  };

  const registerHooks = module.registerHooks.bind(module);
  const register = module.register.bind(module);
  const own = { handle: registerHooks({ load }) };
  const outermost = {
    registerHooks(this: unknown, ...args: Parameters<typeof registerHooks>): ReturnType<typeof registerHooks> {
      compileToo();
      const handle = registerHooks(...args);
      own.handle.deregister();
      own.handle = registerHooks({ load });
      return handle;
    },
    register(this: unknown, ...args: Parameters<typeof register>): ReturnType<typeof register> {
      state.asyncLoaders = true;
      compileToo();
      return Reflect.apply(register, module, args);
    },
  };
  Object.assign(module, outermost);
  module.syncBuiltinESMExports();
}

function toPatchable(
  transform: Transform,
  url: string,
  context: Context,
  loaded: Loaded,
  state: { compiles: boolean; asyncLoaders: boolean },
): Loaded {
  const format = loaded.format as string | null | undefined;
  const imported = context.conditions.includes('import');
  if (format !== 'module' && format !== 'module-typescript') {
    // What `require` reads may be transpiled after this hook; and then `_compile` sees what runs. An import is compiled
    // from what this hook returns when an asynchronous loader supplied it, and on Node 22 when it is TypeScript.
    if (state.compiles && !(imported && (state.asyncLoaders || format === 'commonjs-typescript'))) return loaded;
    if (!isCommonJs(format, url)) return loaded;
  }
  const typed = format === 'typescript' || format?.endsWith('-typescript') === true;
  if (typed && !canStrip) return loaded;
  if ((format === 'module' || format === 'commonjs') && Buffer.isBuffer(loaded.source)) {
    const known = transform.kept(loaded.source, { url, format });
    if (known) return { ...loaded, source: known.toString('latin1') };
  }
  const text = textOf(loaded.source);
  let source = text;
  if (typed) {
    try {
      source = stripTypes(text);
    } catch {
      return loaded;
    }
  }
  const plain = format === 'typescript' ? undefined : (format?.replace('-typescript', '') ?? undefined);
  const code = transformDetected(transform, source, url, plain, typed);
  if (code === undefined) return loaded;
  if (typed) announceStripping();
  return { ...loaded, format: plain, source: code } as Loaded;
}

function isCommonJs(format: string | null | undefined, url: string): boolean {
  if (format === 'commonjs' || format === 'commonjs-typescript' || format === 'typescript') return true;
  if (format !== null && format !== undefined) return false;
  const extension = extname(fileURLToPath(url));
  return extension === '.js' || extension === '';
}

function textOf(source: unknown): string {
  if (typeof source === 'string') return source;
  return (Buffer.isBuffer(source) ? source : Buffer.from(source as Uint8Array)).toString('utf8');
}
