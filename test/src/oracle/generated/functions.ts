import type { Pen } from './pen.ts';

/** What functions and classes are written with: what they hold is written by the one that asks for them. */
export interface Writing {
  readonly pen: Pen;
  readonly statements: (count: number) => string[];
  readonly expression: () => string;
}

/** The parts of a function, of which its writer makes a declaration, an expression or a method. */
export interface FunctionParts {
  readonly head: string;
  readonly parameters: string;
  readonly body: string;
}

/** A function by the words before its name: `async function*`, say. */
export function functionParts(writing: Writing, head: string): FunctionParts {
  const { pen, statements } = writing;
  const inside = { async: head.includes('async'), generator: head.includes('*'), arguments: true };
  return pen.scoped(inside, [], () => {
    const parameters = parameterList(writing);
    const body = statements(1 + pen.choose(3)).join(' ');
    return { head, parameters, body: `${body} ${returning(writing)}` };
  });
}

/** A declaration, which is then called. */
export function functionDeclaration(writing: Writing): string {
  const { pen } = writing;
  const name = pen.fresh();
  const made = functionParts(writing, anyKind(pen));
  pen.declare(name);
  return `${made.head} ${pen.gap()}${name}${pen.gap()}(${made.parameters}) ${pen.gap()}{ ${made.body} }\nsay(text(${name})); call(${name}, ${pen.values()});`;
}

export function functionExpression(writing: Writing): string {
  const { pen } = writing;
  if (pen.chance(2)) return arrow(writing);
  const made = functionParts(writing, anyKind(pen));
  return `${made.head}${pen.pick(['', ' self'])}(${made.parameters}) { ${made.body} }`;
}

/** An expression that holds no `await`, `yield` or `arguments`. */
export function plainExpression({ pen, expression }: Writing): string {
  return pen.scoped({ async: false, generator: false, arguments: false }, [], expression);
}

function anyKind(pen: Pen): string {
  return pen.pick(['function', 'async function', 'function*', 'async function*']);
}

function returning({ pen, expression }: Writing): string {
  const value = expression();
  if (pen.inside.generator && pen.chance(2)) return `yield ${value}; return 1`;
  if (pen.inside.async && pen.chance(2)) return `return await ${value};`;
  return pen.pick([`return ${value};`, `return ${value}`, '']);
}

function parameterList(writing: Writing): string {
  const { pen } = writing;
  const count = pen.choose(4);
  const parameters = Array.from({ length: count }, (_, n) => {
    const name = pen.fresh();
    const other = `${name}b`;
    const kind = pen.choose(7);
    // The default is written before the name is in sight, as that would be a dead zone or a name of the body.
    const value = kind >= 1 ? plainExpression(writing) : '';
    pen.declare(name, ...(kind >= 4 ? [other] : []));
    switch (kind) {
      case 0:
        return name;
      case 1:
        return `${name} = ${value}`;
      case 2:
        return `${name} = () => ${value}`;
      case 3:
        return n === count - 1 ? `...${name}` : name;
      case 4:
        return `{ x: ${name} = ${value}, ...${other} } = {}`;
      case 5:
        return `[${name},${other}=${value}]${pen.gap()}= []`;
      default:
        return `{ x: ${name}, y: ${other} }`;
    }
  });
  const isRest = parameters.at(-1)?.startsWith('...') === true;
  return `${pen.gap()}${parameters.join(', ')}${parameters.length > 0 && !isRest ? pen.pick(['', ',', ' ']) : ''}`;
}

function arrow(writing: Writing): string {
  const { pen, statements, expression } = writing;
  const async = pen.chance(3);
  return pen.scoped({ async, generator: false }, [], () => {
    const parameters = parameterList(writing);
    const bare = /^\w+$/.test(parameters) && pen.chance(2) ? parameters : `(${parameters})`;
    const head = `${async ? 'async ' : ''}${bare} =>${pen.gap()}`;
    if (pen.chance(2)) return `${head} { ${statements(1).join(' ')} ${returning(writing)} }`;
    return `${head} ${pen.pick(['', '({}), ']) ? `(${expression()}, ${expression()})` : expression()}`;
  });
}
