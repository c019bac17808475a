import type { AnyNode } from 'acorn';

const one = ['argument'];
const two = ['left', 'right'];
const choice = ['test', 'consequent', 'alternate'];
const call = ['callee', 'arguments'];

/** The properties of a node that hold nodes, in the order of the source; a node of another type is searched. */
const keysOf: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    ArrayExpression: ['elements'],
    ArrayPattern: ['elements'],
    AssignmentExpression: two,
    AssignmentPattern: two,
    AwaitExpression: one,
    BinaryExpression: two,
    BlockStatement: ['body'],
    CallExpression: call,
    ChainExpression: ['expression'],
    ConditionalExpression: choice,
    DoWhileStatement: ['body', 'test'],
    ExportDefaultDeclaration: ['declaration'],
    ExpressionStatement: ['expression'],
    ForInStatement: ['left', 'right', 'body'],
    ForOfStatement: ['left', 'right', 'body'],
    ForStatement: ['init', 'test', 'update', 'body'],
    IfStatement: choice,
    LogicalExpression: two,
    NewExpression: call,
    ObjectExpression: ['properties'],
    ObjectPattern: ['properties'],
    RestElement: one,
    ReturnStatement: one,
    SequenceExpression: ['expressions'],
    SpreadElement: one,
    SwitchCase: ['test', 'consequent'],
    TaggedTemplateExpression: ['tag', 'quasi'],
    TemplateLiteral: ['expressions'],
    ThrowStatement: one,
    TryStatement: ['block', 'handler', 'finalizer'],
    UnaryExpression: one,
    UpdateExpression: one,
    WhileStatement: ['test', 'body'],
    YieldExpression: one,
  }),
);

/** Visits the nodes that a node is made of. */
export function visitChildren(node: AnyNode, visit: (child: AnyNode) => void): void {
  for (const key of keysOf.get(node.type) ?? Object.keys(node)) {
    const value = (node as unknown as Record<string, unknown>)[key];
    if (value === null || typeof value !== 'object') continue;
    if (!Array.isArray(value)) {
      if (typeof (value as AnyNode).type === 'string') visit(value as AnyNode);
    } else for (const item of value) if (item && typeof item.type === 'string') visit(item);
  }
}

/** The nodes that a node is made of. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  visitChildren(node, (child) => children.push(child));
  return children;
}
