import type { AnyNode } from 'acorn';
import { visitChildren } from '../syntax/children.ts';
import { patternNames } from '../syntax/pattern-names.ts';
import type { Analysis } from '../syntax/scope.ts';

/** A part of a source that declares constants of its own, and whether each holds an object literal that it makes. */
interface Block {
  readonly outer: Block | null;
  readonly constants: Map<string, boolean>;
}

/** The names, where they stand, of constants that hold an object which each call of a function makes: `const made = {}`. */
export function madeInCall({ program, references }: Analysis): Set<AnyNode> {
  const constants = new Set<AnyNode>();
  for (const { node, binding } of references)
    if (binding?.kind === 'const' && binding.scope.site !== null) constants.add(node);
  const standing: { readonly name: string; readonly node: AnyNode; readonly block: Block }[] = [];
  const visit = (node: AnyNode, around: Block): void => {
    const block = declares(node) ? { outer: around, constants: new Map<string, boolean>() } : around;
    if (node.type === 'VariableDeclaration') {
      for (const { id, init } of node.declarations) {
        const isMade = id.type === 'Identifier' && init?.type === 'ObjectExpression';
        if (node.kind === 'const') for (const name of patternNames(id)) block.constants.set(name, isMade);
      }
    }
    if (node.type === 'Identifier' && constants.has(node)) standing.push({ name: node.name, node, block });
    visitChildren(node, (child) => visit(child, block));
  };
  visit(program, { outer: null, constants: new Map() });
  return new Set(standing.filter(({ name, block }) => isMade(name, block)).map(({ node }) => node));
}

function declares({ type }: AnyNode): boolean {
  return /^(For|Block|Switch|Static)\w*(Statement|Block)$/.test(type);
}

// What is no constant was left out before: the nearest one of the name is the one that is meant.
function isMade(name: string, block: Block | null): boolean {
  for (let at = block; at; at = at.outer) {
    const found = at.constants.get(name);
    if (found !== undefined) return found;
  }
  return false;
}
