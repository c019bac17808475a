import type { ModuleFormat } from '@suture/protocol/process.js';
import { parse } from '../../../../agent/dist/syntax/parse.js';
import { childrenOf, type Mutation, type Tree } from '../mutation-tree.ts';

/** Where in a source an edit is made, or was made. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Where the text of an edit is once it is made. */
export function rangeOf({ start, text }: Mutation): Range {
  return { start, end: start + text.length };
}

/** The probes whose bodies ran, by what each is called. */
export const probed: Set<string> = new Set();
const registry = Symbol.for('suture-oracle');
Object.defineProperty(globalThis, registry, { value: (name: string) => probed.add(name) });

/** The source with a probe at the head of the function that an edit is in; nothing when it is in none. */
export function withProbe(source: string, format: ModuleFormat, range: Range, name: string): string | undefined {
  const found = functionAt(source, format, range);
  if (!found) return undefined;
  const probe = `globalThis[Symbol.for('suture-oracle')](${JSON.stringify(name)})`;
  const body = found['body'] as Tree;
  const directives = body.type === 'BlockStatement' ? directivesOf(body) : [];
  const at = directives.at(-1)?.end ?? body.start + 1;
  return body.type === 'BlockStatement'
    ? `${source.slice(0, at)}; ${probe};${source.slice(at)}`
    : `${source.slice(0, body.start)}(${probe}, ${source.slice(body.start, body.end)})${source.slice(body.end)}`;
}

/**
 * The source with the promise of the async function that an edit is in passed through another one, as a guard does it that calls
 * a new body; nothing when it is in none.
 */
export function withTurns(source: string, format: ModuleFormat, range: Range): string | undefined {
  const found = functionAt(source, format, range);
  if (found?.['async'] !== true || found['generator'] === true) return undefined;
  const body = found['body'] as Tree;
  const [before, text, after] = [
    source.slice(0, body.start),
    source.slice(body.start, body.end),
    source.slice(body.end),
  ];
  return body.type === 'BlockStatement'
    ? `${before}{ return (async () => ${text})(); }${after}`
    : `${before}(async () => (${text}))()${after}`;
}

function functionAt(source: string, format: ModuleFormat, range: Range): Tree | undefined {
  const parsed = parse(source, format);
  return parsed.ok ? innermost(parsed.program as unknown as Tree, range) : undefined;
}

function directivesOf(body: Tree): Tree[] {
  return (body['body'] as Tree[]).filter((statement) => statement['directive'] !== undefined);
}

function innermost(node: Tree, range: Range): Tree | undefined {
  if (node.start > range.start || node.end < range.end) return undefined;
  for (const child of childrenOf(node)) {
    const found = innermost(child, range);
    if (found) return found;
  }
  return Array.isArray(node['params']) ? node : undefined;
}
