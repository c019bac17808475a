import module from 'node:module';
import { pathToFileURL } from 'node:url';
import { announceStripping, canStrip, stripTypes } from './strip.ts';
import type { Transform } from './transform.ts';

type Compile = (this: NodeModule, content: string, filename: string, format?: string) => unknown;

interface Internals {
  prototype: { _compile: Compile };
  _extensions: Record<string, unknown>;
}

// `_compile` and `_extensions` are undocumented, and what every CommonJS transpiler has hooked into for ten years. If
// they went away, modules that such a tool transpiles would run unpatchable.
const internals = module as unknown as Internals;
const native = { compile: internals.prototype._compile, extensions: { ...internals._extensions } };

/** Tells whether somebody else transforms CommonJS after the load hook, so that only `_compile` sees what runs. */
export function isTranspiled(): boolean {
  // Somebody else's `_compile` may be there for a moment only (v8-compile-cache), and is never taken out again when it was
  // wrapped. What it is given comes from the load hook, patchable.
  if (internals.prototype._compile !== native.compile) return false;
  const now = internals._extensions;
  return Object.keys(now).some((extension) => now[extension] !== native.extensions[extension]);
}

/**
 * Makes CommonJS modules patchable where their JavaScript is handed to V8. This adds a frame to the stack of
 * everything that loads, so it is done only where no load hook can do it.
 */
export function wrapCompile(transform: Transform): void {
  const compile = internals.prototype._compile;
  internals.prototype._compile = function _compile(content, filename, format) {
    if (typeof content !== 'string') return Reflect.apply(compile, this, arguments);
    const patchable = toPatchable(transform, content, filename, format);
    if (!patchable) return Reflect.apply(compile, this, arguments);
    return Reflect.apply(compile, this, [patchable.code, filename, patchable.format]);
  };
}

function toPatchable(
  transform: Transform,
  content: string,
  filename: string,
  format: string | undefined,
): { code: string; format: string | undefined } | undefined {
  const url = filename.startsWith('file:') ? filename : pathToFileURL(filename).href;
  if (format === 'json' || format === 'wasm') return undefined;
  const typed = format === 'typescript' || format?.endsWith('-typescript') === true;
  if (typed && !canStrip) return undefined;
  let source = content;
  if (typed) {
    try {
      source = stripTypes(content);
    } catch {
      // Node says what is wrong with it.
      return undefined;
    }
    announceStripping();
  }
  const plain = format === 'typescript' ? undefined : format?.replace('-typescript', '');
  const code = transformDetected(transform, source, url, plain, typed);
  return code === undefined ? undefined : { code, format: plain };
}

/** Transforms a source whose format Node has not decided yet: what does not parse as CommonJS is an ES module. */
export function transformDetected(
  transform: Transform,
  source: string,
  url: string,
  format: string | undefined,
  stripped: boolean,
): string | undefined {
  if (format === 'module') return transform(source, { url, format: 'module', stripped });
  const code = transform(source, { url, format: 'commonjs', stripped });
  if (code !== undefined || format === 'commonjs') return code;
  return mentionsModuleSyntax(source) ? transform(source, { url, format: 'module', stripped }) : undefined;
}

/** Tells whether a text may be an ES module. */
function mentionsModuleSyntax(source: string): boolean {
  return /\b(?:import|export|await)\b/.test(source);
}
