import { type Node, parse, type Program } from 'acorn';
import { nextPrivateUse } from './private-uses.ts';
import { boundBy, type NamesUsed, namesUsed } from './names-used.ts';

/** Text to evaluate, rewritten so that its value comes in a box: `{ result }`. */
export interface Expression {
  /**
   * Text that makes a function when it is compiled; calling that runs the expression. Async when the text awaits. The box
   * holds the named variables as well.
   */
  thunk(saved?: readonly string[]): string;
  /** The text as a script; what it declares stays. */
  readonly script: string;
  readonly awaits: boolean;
  /** Last name of the value where it is a variable or a property: `password` of `user.password`. */
  readonly name: string | undefined;
  /** What it declares at its top level. */
  readonly declares: readonly string[];
  readonly names: NamesUsed;
  /** Private members that it reads, without the `#`. */
  readonly privates: readonly string[];
}

/** An expression, or what is wrong with its text. */
export type ReadExpression =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly message: string };

/** Reads an expression or statements; the value is that of the last statement when it is an expression. */
export function readExpression(text: string): ReadExpression {
  // `{ a: 1 }` is an object to the one who types it, as in every console.
  const object = text.trimStart().startsWith('{') ? read(`(${text}\n)`) : undefined;
  if (object && object.ok && object.program.body.length === 1) return readPrivates(`(${text}\n)`, object.program);
  const whole = read(text);
  return whole.ok ? readPrivates(text, whole.program) : whole;
}

type Parsed = { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly message: string };

/** Puts what reads private members in their place, the innermost first. */
function readPrivates(text: string, program: Program): ReadExpression {
  const privates = new Set<string>();
  const name = lastName(program);
  let [now, parsed] = [text, program];
  for (let use = nextPrivateUse(now, parsed); use; use = nextPrivateUse(now, parsed)) {
    if (!use.ok) return use;
    privates.add(use.name);
    now = now.slice(0, use.start) + use.text + now.slice(use.end);
    const again = read(now);
    if (!again.ok) return again;
    parsed = again.program;
  }
  return rewrite(now, parsed, name, [...privates]);
}

function read(text: string): Parsed {
  try {
    const program = parse(text, {
      ecmaVersion: 'latest',
      sourceType: 'script',
      allowAwaitOutsideFunction: true,
      checkPrivateFields: false,
    });
    return { ok: true, program };
  } catch (error) {
    return { ok: false, message: (error as Error).message };
  }
}

function rewrite(
  text: string,
  program: Program,
  name: string | undefined,
  privates: readonly string[],
): ReadExpression {
  const body = program.body.filter(({ type }) => type !== 'EmptyStatement');
  const last = body.at(-1);
  const awaits = body.some(awaitsOutsideFunctions);
  const declares = declaredBy(body);
  const isValue = last?.type === 'ExpressionStatement';
  const before = isValue ? text.slice(0, last.start) : text;
  const value = isValue ? `(${text.slice(last.expression.start, last.expression.end)}\n)` : 'undefined';
  return {
    ok: true,
    expression: {
      thunk: (saved = []) => {
        const names = saved.length > 0 ? `, names: { ${saved.join(', ')} }` : '';
        return `(${awaits ? 'async ' : ''}() => {${before}\n;return { result: ${value}${names} }})`;
      },
      script: `${before}\n;({ result: ${value} })`,
      awaits,
      name,
      privates,
      declares,
      names: namesUsed(program),
    },
  };
}

function lastName(program: Program): string | undefined {
  const last = program.body.findLast(({ type }) => type !== 'EmptyStatement');
  return last?.type === 'ExpressionStatement' && last.expression.type !== 'Literal'
    ? nameOf(last.expression)
    : undefined;
}

function declaredBy(body: readonly Node[]): string[] {
  return body.flatMap((statement) => {
    if (statement.type !== 'VariableDeclaration') {
      const { type, id } = statement as Node & { id?: { name: string } | null };
      return type.endsWith('Declaration') && id ? [id.name] : [];
    }
    const { declarations } = statement as Node & { declarations: { id: Node }[] };
    return declarations.flatMap(({ id }) => boundBy(id));
  });
}

function nameOf(node: Node): string | undefined {
  const { type, name, value, property, expression, argument } = node as Node & {
    name?: string;
    value?: unknown;
    property?: Node;
    expression?: Node;
    argument?: Node;
  };
  if (type === 'Identifier' || type === 'PrivateIdentifier') return name;
  if (type === 'Literal') return typeof value === 'string' ? value : undefined;
  if (type === 'MemberExpression' && property) return nameOf(property);
  if (type === 'ChainExpression' && expression) return nameOf(expression);
  return type === 'AwaitExpression' && argument ? nameOf(argument) : undefined;
}

function awaitsOutsideFunctions(node: Node): boolean {
  if (node.type === 'AwaitExpression') return true;
  if (node.type === 'ForOfStatement' && (node as Node & { await: boolean }).await) return true;
  if (/Function/.test(node.type)) return false;
  return Object.values(node).some((part: unknown) =>
    Array.isArray(part)
      ? part.some((item) => isNode(item) && awaitsOutsideFunctions(item))
      : isNode(part) && awaitsOutsideFunctions(part),
  );
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
