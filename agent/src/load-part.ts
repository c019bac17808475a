import { fstatSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import { compiled, type Parts } from './places.ts';

/** A part of the agent: its path from {@link compiled}, and where it is one file, that file, kept open. */
export interface Part {
  readonly path: string;
  readonly file?: HeldFile | undefined;
}

/** An open file, and what tells that it is still the one that was opened, as it was then. */
interface HeldFile {
  readonly number: number;
  readonly as: string;
}

/** The parts that are loaded when they are needed, which may be months after the start. */
export type LaterParts = Readonly<Record<'end' | 'attend' | 'instrument', Part>>;

/**
 * Keeps the files of the later parts open: the release that a process was started from may be gone or replaced by the time
 * that somebody attaches, and what is loaded then must be there, and fit what runs.
 */
export function holdParts(parts: Parts): LaterParts {
  const hold = (path: string): Part => (path.endsWith('.cjs') ? { path, file: holdFile(path) } : { path });
  return { end: hold(parts.end), attend: hold(parts.attend), instrument: hold(parts.instrument) };
}

/** Loads a part of the agent. An application that looks at `require.cache` finds what it loaded itself. */
export function loadPart<Exports>({ path, file }: Part): Exports {
  const require = createRequire(compiled);
  if (file) return evaluate(fileURLToPath(new URL(path, compiled)), read(file)) as Exports;
  const before = new Set(Object.keys(require.cache));
  const part = require(path) as Exports;
  for (const loaded of Object.keys(require.cache)) if (!before.has(loaded)) delete require.cache[loaded];
  return part;
}

/** Undefined where it cannot be opened, as for want of descriptors: then it is looked for when it is needed. */
function holdFile(path: string): HeldFile | undefined {
  try {
    const number = openSync(new URL(path, compiled), 'r');
    return { number, as: looksOf(number) };
  } catch {
    return undefined;
  }
}

function looksOf(file: number): string {
  const { dev, ino, size, mtimeMs } = fstatSync(file);
  return [dev, ino, size, mtimeMs].join();
}

function read({ number, as }: HeldFile): string {
  let looks: string | undefined;
  try {
    looks = looksOf(number);
  } catch {
    // The application closed it.
  }
  if (looks !== as) throw new Error('the files of the agent were written over since this process was started');
  const bytes = Buffer.allocUnsafe(fstatSync(number).size);
  for (let at = 0, count = 0; at < bytes.length; at += count) {
    count = readSync(number, bytes, at, bytes.length - at, at);
    if (count === 0) throw new Error('a file of the agent ended early');
  }
  return bytes.toString('utf8');
}

function evaluate(path: string, text: string): unknown {
  const run = compileFunction(text, ['exports', 'require', 'module', '__filename', '__dirname'], { filename: path });
  const module = { exports: {} };
  Reflect.apply(run, module.exports, [module.exports, createRequire(path), module, path, dirname(path)]);
  return module.exports;
}
