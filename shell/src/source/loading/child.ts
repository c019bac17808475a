/*
 * Runs in a Node that was started with the loaders of the service: has them compile files and tells what came out, without
 * running a line of it. Whatever else a loader prints goes nowhere.
 */
import module, { createRequire, register } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import type { LoadedFile, LoadRequest } from './load.ts';
import { reasonOf } from '../../reason-of.ts';

const wanted = new Set<string>();
const texts = new Map<string, string>();
const require = createRequire(import.meta.url);

/** Takes what a file was compiled to; true when it was asked for, and must not run. */
function take(url: string, source: unknown): boolean {
  const path = url.replace(/[?#].*$/, '');
  if (!wanted.has(path) || source === undefined || source === null) return false;
  const text = typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString('utf8');
  if (!texts.has(path)) texts.set(path, text);
  return true;
}

/** Every transpiler of CommonJS hands its result to `_compile`. */
function watchCommonJs(): void {
  const { prototype } = module as unknown as {
    prototype: { _compile: (content: unknown, filename: string) => unknown };
  };
  const compile = prototype._compile;
  prototype._compile = function _compile(content, filename) {
    const url = filename.startsWith('file:') ? filename : pathToFileURL(filename).href;
    return take(url, content) ? undefined : (Reflect.apply(compile, this, arguments) as unknown);
  };
}

/** Hooks that were registered last are asked first, and see what all others have made. */
async function watchModules(): Promise<void> {
  if (typeof module.registerHooks === 'function') {
    module.registerHooks({
      load(url, context, nextLoad) {
        const loaded = nextLoad(url, context);
        return loaded.format === 'module' && take(url, loaded.source) ? empty : loaded;
      },
    });
    return;
  }
  const { port1, port2 } = new MessageChannel();
  port1.on('message', ({ url, source }: { url: string; source: unknown }) => take(url, source)).unref();
  const data = { port: port2, wanted: [...wanted] };
  register(new URL('./hooks.js', import.meta.url), { data, transferList: [port2] });
}

const empty = { format: 'module', source: '', shortCircuit: true } as const;

async function loadAll(files: LoadRequest['files']): Promise<LoadedFile[]> {
  const loaded: LoadedFile[] = [];
  for (const { path, format } of files) {
    const url = pathToFileURL(path).href;
    try {
      if (format === 'module') await import(url);
      else require(fileURLToPath(url));
      // What the hooks thread tells may come after the module it was told for.
      await new Promise((resolve) => setImmediate(resolve));
      const text = texts.get(url);
      loaded.push(text === undefined ? { path, error: 'no loader gave its source' } : { path, text });
    } catch (error) {
      loaded.push({ path, error: reasonOf(error) });
    }
  }
  return loaded;
}

async function answer({ files }: LoadRequest): Promise<void> {
  for (const { path } of files) wanted.add(pathToFileURL(path).href);
  watchCommonJs();
  await watchModules();
  const loaded = await loadAll(files);
  process.send?.(loaded, () => process.exit());
}

process.once('message', (request: LoadRequest) => void answer(request));
