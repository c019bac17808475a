import { functionParts, plainExpression, type Writing } from './functions.ts';
import type { Pen } from './pen.ts';

/** A declaration, of which instances are then made. */
export function classDeclaration(writing: Writing): string {
  const { pen } = writing;
  const name = pen.fresh();
  const text = classText(writing, name);
  pen.declare(name);
  return `${text}\nsay(text(${name}), Object.getOwnPropertyNames(${name}.prototype)); use(${name}, ${pen.values()});`;
}

/** A class; its name may be empty. */
export function classText(writing: Writing, name: string): string {
  const { pen } = writing;
  const parent = pen.pick(['', ' extends Base']);
  const members = Array.from({ length: pen.choose(4) }, (_, n) => {
    const prefix = pen.pick(['', 'static ', 'async ', '*', 'get ', 'set ', 'async *']);
    const key = pen.pick([`m${n}`, `['k' + ${n}]`, `${n}`, `'s ${n}'`, `#p${n}`]);
    const heads: Record<string, string> = { 'async ': 'async', '*': '*', 'async *': 'async*' };
    return pen.scoped({}, [], () => {
      if (pen.chance(4)) return `${prefix === 'static ' ? prefix : ''}${key} = ${plainExpression(writing)};`;
      const made = functionParts(writing, heads[prefix] ?? '');
      const parameters = prefix === 'get ' ? '' : prefix === 'set ' ? 'v' : made.parameters;
      const body = prefix === 'get ' || prefix === 'set ' ? `return [${plainValue(pen)}];` : made.body;
      return `${prefix}${key}${pen.gap()}(${parameters}) { ${body} }`;
    });
  });
  const made = functionParts(writing, '');
  const call = parent === '' ? '' : `super(${plainValue(pen)}); `;
  const own = pen.chance(2)
    ? `constructor(${made.parameters}) { ${call}${made.body.replaceAll(/\breturn\b/g, 'void')} }`
    : '';
  return `class ${name}${parent} { ${[own, ...members].join(' ')} }`;
}

function plainValue(pen: Pen): string {
  return pen.pick(['1', 'typeof seed', "'x'"]);
}
