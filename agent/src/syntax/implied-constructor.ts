import type { Class, Function as FunctionNode } from 'acorn';
import type { Site } from './scope.ts';

/** Name of the rest parameter of a constructor that nobody wrote. */
export const impliedRest = '$sutureRest';

/** Whether a class has the constructor that the language gives it. */
export function lacksConstructor({ body }: Class): boolean {
  return !body.body.some((member) => member.type === 'MethodDefinition' && member.kind === 'constructor');
}

/** Stands for the constructor that the language gives a class: an empty place at the head of its body. */
export function impliedConstructor({ body, superClass }: Class): FunctionNode {
  const place = { start: body.start + 1, end: body.start + 1 };
  const rest = {
    type: 'RestElement',
    ...place,
    argument: { type: 'Identifier', name: impliedRest, ...place },
  } as const;
  return {
    type: 'FunctionExpression',
    ...place,
    id: null,
    params: superClass ? [rest] : [],
    body: { type: 'BlockStatement', ...place, body: [] },
    generator: false,
    expression: false,
    async: false,
  };
}

/** Whether nobody wrote a function: it is the constructor that a class has all the same. */
export function isImplied({ node }: Site): boolean {
  return node.start === node.end;
}
