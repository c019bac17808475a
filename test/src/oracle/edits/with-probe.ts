import type { ModuleFormat } from '@suture/protocol/process.js';
import { parse } from '../../../../agent/dist/syntax/parse.js';
import type { Mutation } from '../mutation.ts';

interface Tree {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

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
  const parsed = parse(source, format);
  const found = parsed.ok ? innermost(parsed.program as unknown as Tree, range) : undefined;
  if (!found) return undefined;
  const probe = `globalThis[Symbol.for('suture-oracle')](${JSON.stringify(name)})`;
  const body = found['body'] as Tree;
  if (body.type !== 'BlockStatement')
    return `${source.slice(0, body.start)}(${probe}, ${source.slice(body.start, body.end)})${source.slice(body.end)}`;
  const directives = (body['body'] as Tree[]).filter((statement) => statement['directive'] !== undefined);
  const at = directives.at(-1)?.end ?? body.start + 1;
  return `${source.slice(0, at)}; ${probe};${source.slice(at)}`;
}

function innermost(node: Tree, range: Range): Tree | undefined {
  if (node.start > range.start || node.end < range.end) return undefined;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      const found = isTree(child) ? innermost(child, range) : undefined;
      if (found) return found;
    }
  }
  return Array.isArray(node['params']) ? node : undefined;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && typeof (value as Tree).type === 'string';
}
