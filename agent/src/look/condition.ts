import { type Node, parse } from 'acorn';

/** A condition, ready to be compiled in the scope of a module; or what is wrong with it. */
export type ReadCondition =
  | { readonly ok: true; readonly code: string; readonly after: boolean }
  | { readonly ok: false; readonly message: string };

// A condition runs at every call, outside of V8's check for side effects: so it may hold nothing that has one, and call
// nothing but what is known to only read.
const harmless = words(`
  ArrayExpression ArrowFunctionExpression BinaryExpression CallExpression ChainExpression ConditionalExpression
  ExpressionStatement Identifier Literal LogicalExpression MemberExpression ObjectExpression Program Property
  SpreadElement TemplateElement TemplateLiteral ThisExpression UnaryExpression`);
const methods = words(`
  at endsWith every find get has hasOwn includes indexOf isArray isInteger join keys match slice some startsWith test
  toFixed toLowerCase toUpperCase trim`);
const conversions = new Set(['Number', 'String', 'Boolean']);
const outcomes = new Set(['result', 'error', 'ms']);

/** Reads a condition over `args` and `this` that says for which calls a new body is meant. */
export function readChoice(
  text: string,
): Omit<ReadCondition & { ok: true }, 'after'> | (ReadCondition & { ok: false }) {
  const wrong = whyNotReading(text, new Set());
  return wrong === undefined
    ? { ok: true, code: `(function(args){return(${text}\n)})` }
    : { ok: false, message: wrong };
}

/** Reads a condition over the parameters of a function; `after` when it needs the outcome of the call. */
export function readCondition(text: string, parameters: readonly string[]): ReadCondition {
  const names = new Set<string>();
  const wrong = whyNotReading(text, names);
  if (wrong !== undefined) return { ok: false, message: wrong };
  if (names.has('this')) return { ok: false, message: 'A condition of a watch is not told `this`.' };
  // A destructured parameter has no name, and one that is called as an outcome is the outcome's.
  const own = parameters.map((name, index) =>
    /^[A-Za-z_$][\w$]*$/.test(name) && !outcomes.has(name) && name !== 'args' ? name : `$${index}`,
  );
  const code = `(args,result,error,ms${own.map((name) => `,${name}`).join('')})=>(${text}\n)`;
  return { ok: true, code, after: [...outcomes].some((name) => names.has(name)) };
}

/** Says why a text is not an expression that only reads; notes the names that it reads. */
function whyNotReading(text: string, names: Set<string>): string | undefined {
  let program: Node;
  try {
    program = parse(`(${text}\n)`, { ecmaVersion: 'latest', sourceType: 'module' });
  } catch (error) {
    return (error as Error).message;
  }
  return findHarm(program, names);
}

function findHarm(node: Node, names: Set<string>): string | undefined {
  const { type, name, operator, callee, prefix } = node as Node & {
    name?: string;
    operator?: string;
    callee?: Node;
    prefix?: boolean;
  };
  if (!harmless.has(type) || (type === 'UnaryExpression' && operator === 'delete' && prefix)) {
    return `A condition may only read: ${type} has an effect, or may have one.`;
  }
  if (type === 'Identifier' && name) names.add(name);
  if (type === 'ThisExpression') names.add('this');
  if (type === 'CallExpression' && callee && !isReading(callee)) {
    return `A condition may only call methods that read: ${[...methods].slice(0, 8).join(', ')} and their like.`;
  }
  for (const part of Object.values(node) as unknown[]) {
    for (const item of Array.isArray(part) ? (part as unknown[]) : [part]) {
      if (typeof item !== 'object' || item === null || typeof (item as { type?: unknown }).type !== 'string') continue;
      const wrong = findHarm(item as Node, names);
      if (wrong) return wrong;
    }
  }
  return undefined;
}

function isReading(callee: Node): boolean {
  const { type, name, property, computed } = callee as Node & {
    name?: string;
    property?: Node & { name?: string };
    computed?: boolean;
  };
  if (type === 'Identifier') return conversions.has(name ?? '');
  return type === 'MemberExpression' && !computed && methods.has(property?.name ?? '');
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
