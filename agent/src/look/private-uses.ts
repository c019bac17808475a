import type { Node } from 'acorn';

/** What a rewritten text finds the readers of private members under. */
export const privatesName = '$suturePrivates';

/** How a text uses a private member. */
type How = 'get' | 'call' | 'has';

/** The first use of a private member that has none inside of it; or why it cannot be rewritten. */
export type PrivateUse =
  | { readonly ok: true; readonly name: string; readonly start: number; readonly end: number; readonly text: string }
  | { readonly ok: false; readonly message: string };

type Parts = Record<string, unknown> & Node;

/** Finds what is to be rewritten next; undefined when the text uses no private member of the application. */
export function nextPrivateUse(text: string, program: Node): PrivateUse | undefined {
  return find(text, program as Parts, undefined);
}

function find(text: string, node: Parts, parent: Parts | undefined): PrivateUse | undefined {
  // A class that the text itself declares has its own.
  if (node.type === 'ClassBody') return undefined;
  for (const part of Object.values(node)) {
    for (const child of Array.isArray(part) ? (part as unknown[]) : [part]) {
      const inner = isNode(child) ? find(text, child, node) : undefined;
      if (inner) return inner;
    }
  }
  if (node.type === 'BinaryExpression' && isPrivate(node['left'])) {
    const { start, end } = node['right'] as Node;
    return use('has', node['left'].name, node, text.slice(start, end));
  }
  if (node.type !== 'MemberExpression' || !isPrivate(node['property'])) return undefined;
  const { name, start } = node['property'];
  const isSet = /^(Assignment|Update)/.test(parent?.type ?? '') && parent?.['right'] !== node;
  if (isSet) return { ok: false, message: `#${name} can be read here, not set` };
  if (node['optional'] === true) return { ok: false, message: `?.#${name} is not understood here; ask without the ?` };
  const isCalled = parent?.type === 'CallExpression' && parent['callee'] === node;
  const object = text.slice(node.start, text.lastIndexOf('.', start));
  return use(isCalled ? 'call' : 'get', name, node, object);
}

function use(how: How, name: string, { start, end }: Node, object: string): PrivateUse {
  return { ok: true, name, start, end, text: `${privatesName}.${how}.${name}(${object})` };
}

function isPrivate(node: unknown): node is Node & { name: string } {
  return isNode(node) && node.type === 'PrivateIdentifier';
}

function isNode(value: unknown): value is Parts {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
