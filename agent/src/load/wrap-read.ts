import { promises, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import type { Transform } from './transform.ts';

/** Where Node 20 reads the source of an ES module that no hook asked for. */
const loader = 'node:internal/modules/esm/load';

/**
 * Makes ES modules patchable on Node 20 where its loader reads them, which is in this thread as long as nobody called
 * `module.register`. That the loader takes `readFile` from `fs.promises` for each module is undocumented; 20 is the last
 * release line without `registerHooks`, so it will stay. Were it otherwise, ES modules would run unpatchable.
 */
export function wrapRead(transform: Transform): void {
  const native = promises.readFile;
  const types = new Map<string, string>();
  // What is loaded when the event loop turns is read in the background as ever: a slow disk would hold up everything else.
  const start = { isOver: false };
  setTimeout(() => {
    start.isOver = true;
  }, 0).unref();
  const { readFile } = {
    readFile(this: unknown, path: unknown, _options?: unknown): unknown {
      if (this === undefined && arguments.length === 1 && path instanceof URL && isCalledByLoader(readFile)) {
        const now = start.isOver ? undefined : readNow(path);
        if (now) return Promise.resolve(patchable(transform, path, now, types));
        const reading = Reflect.apply(native, this, arguments) as Promise<Buffer>;
        return reading.then((source) => patchable(transform, path, source, types));
      }
      return Reflect.apply(native, this, arguments);
    },
  };
  const known = Object.getOwnPropertyDescriptor(promises, 'readFile');
  Reflect.defineProperty(promises, 'readFile', { ...known, value: readFile });
}

/**
 * The bytes of a file, read at once as `require` does: in the background it takes the main thread several times the work, a
 * fifth of the start of a service of small modules. Undefined for what cannot be read so, and then is read as ever.
 */
function readNow(path: URL): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Whether the caller of a function is the loader: an application may read a file the same way, and gets what is in it. */
function isCalledByLoader(callee: (...values: never[]) => unknown): boolean {
  const limit = Error.stackTraceLimit;
  const prepare = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  try {
    Error.stackTraceLimit = 1;
    const caller = (_error: unknown, sites: NodeJS.CallSite[]): unknown => sites[0]?.getFileName();
    Object.defineProperty(Error, 'prepareStackTrace', { value: caller, configurable: true, writable: true });
    const trace: { stack?: unknown } = {};
    Error.captureStackTrace(trace, callee);
    return trace.stack === loader;
  } catch {
    // The application froze `Error`.
    return false;
  } finally {
    Error.stackTraceLimit = limit;
    if (prepare) Reflect.defineProperty(Error, 'prepareStackTrace', prepare);
    else Reflect.deleteProperty(Error, 'prepareStackTrace');
  }
}

function patchable(transform: Transform, url: URL, bytes: Buffer, types: Map<string, string>): Buffer {
  const extension = extname(url.pathname);
  if (extension !== '.mjs' && extension !== '.js' && extension !== '') return bytes;
  const type = extension === '.mjs' ? 'module' : packageType(dirname(fileURLToPath(url)), types);
  const known = type === 'module' ? transform.kept(bytes, { url: url.href, format: 'module' }) : undefined;
  if (known) return known;
  const source = bytes.toString('utf8');
  const isModule = type === 'module' || (type === '' && !isCommonJs(source));
  const code = isModule ? transform(source, { url: url.href, format: 'module' }) : undefined;
  return code === undefined ? bytes : Buffer.from(code);
}

/** The `type` of the package that a folder belongs to; '' where it has none, and Node looks at the source. */
function packageType(folder: string, known: Map<string, string>): string {
  const found = known.get(folder);
  if (found !== undefined) return found;
  let type: string;
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { type?: unknown };
    type = typeof manifest.type === 'string' ? manifest.type : '';
  } catch {
    type = dirname(folder) === folder ? '' : packageType(dirname(folder), known);
  }
  known.set(folder, type);
  return type;
}

function isCommonJs(source: string): boolean {
  try {
    compileFunction(source, ['exports', 'require', 'module', '__filename', '__dirname']);
    return true;
  } catch {
    return false;
  }
}
