import { type AnyNode, parse } from 'acorn';

/** What becomes of an error that is thrown from a call: `rejection` when an async function turns it into one. */
export type Fate = 'caught' | 'rejection' | 'uncaught';

/** Says what a frame does with an error that is thrown at a place in it, going by the source of its script. */
export function fateAt(lines: readonly string[], place: { lineNumber: number; columnNumber?: number }): Fate {
  const program = parseScript(lines.join('\n'));
  if (!program) return 'uncaught';
  let offset = place.columnNumber ?? 0;
  for (let line = 0; line < place.lineNumber; line++) offset += (lines[line] ?? '').length + 1;
  // From the outside in; a function within begins anew.
  let fate: Fate = 'uncaught';
  const visit = (node: AnyNode): void => {
    if (node.type === 'TryStatement' && node.handler && contains(node.block, offset)) fate = 'caught';
    else if (/Function/.test(node.type)) fate = (node as AnyNode & { async: boolean }).async ? 'rejection' : 'uncaught';
    for (const child of childrenOf(node)) if (contains(child, offset)) visit(child);
  };
  visit(program);
  return fate;
}

function parseScript(source: string): AnyNode | undefined {
  for (const sourceType of ['module', 'script'] as const) {
    try {
      return parse(source, {
        ecmaVersion: 'latest',
        sourceType,
        allowReturnOutsideFunction: true,
        allowHashBang: true,
        allowImportExportEverywhere: true,
      });
    } catch {
      // The other kind, then; code that is neither is taken to catch nothing.
    }
  }
  return undefined;
}

function contains({ start, end }: { start: number; end: number }, offset: number): boolean {
  return start <= offset && offset < end;
}

function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node as unknown as Record<string, unknown>)
    .flat()
    .filter((part): part is AnyNode => typeof part === 'object' && part !== null && 'type' in part && 'start' in part);
}
