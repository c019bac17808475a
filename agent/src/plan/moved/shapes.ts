import type { AnyNode } from 'acorn';
import type { Names } from './named.ts';

/** Properties that say nothing of what a node does. */
const untold = new Set(['start', 'end', 'type', 'shorthand', 'label']);

/** What a node is made of, as far as `Shapes` goes into it. */
export interface Part {
  readonly key: string;
  readonly value: AnyNode | readonly (AnyNode | null)[];
}

/** The nodes that a node holds, by the property that holds them; what a module is imported or exported as is none. */
export function partsOf(node: AnyNode): Part[] {
  const parts: Part[] = [];
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    if (untold.has(key) || value === null || typeof value !== 'object' || isOutside(node, key)) continue;
    if (Array.isArray(value)) parts.push({ key, value: value as AnyNode[] });
    else if (typeof (value as AnyNode).type === 'string') parts.push({ key, value: value as AnyNode });
  }
  return parts;
}

/** Names that a source has from others, or gives to them. */
function isOutside({ type }: AnyNode, key: string): boolean {
  return (type === 'ImportSpecifier' && key === 'imported') || (type === 'ExportSpecifier' && key === 'exported');
}

/** Numbers what nodes look like without the names that they give to things: two that look the same have one number. */
export class Shapes {
  readonly #numbers = new Map<string, number>();
  readonly #known = new Map<AnyNode, number>();

  of(node: AnyNode, names: Names): number {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const text = this.#write(node, names);
    const number = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, number);
    this.#known.set(node, number);
    return number;
  }

  #write(node: AnyNode, names: Names): string {
    if (names.of.has(node)) return node.type;
    const told: string[] = [node.type];
    for (const [key, value] of Object.entries(node) as [string, unknown][]) {
      if (untold.has(key)) continue;
      if (key === 'value' && node.type === 'TemplateElement') told.push(node.value.raw);
      else if (isOutside(node, key)) told.push(nameOf(value as AnyNode));
      else if (value === null || typeof value !== 'object') told.push(`${key} ${String(value as string | null)}`);
    }
    for (const { key, value } of partsOf(node)) {
      const held = 'type' in value ? [value] : value;
      told.push(`${key} ${held.map((one) => (one ? this.of(one, names) : '')).join(' ')}`);
    }
    return told.join('\n');
  }
}

function nameOf(node: AnyNode): string {
  return node.type === 'Identifier' ? node.name : String((node as { value?: unknown }).value);
}
