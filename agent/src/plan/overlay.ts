import type { AnyNode } from 'acorn';
import { emitGuards, type Handed } from '../load/emit.ts';
import type { Surroundings } from '../load/guard.ts';
import { Edits } from '../syntax/edits.ts';
import { Lines } from '../syntax/lines.ts';
import type { Analysis } from '../syntax/scope.ts';
import { giveFirst } from './give-first.ts';
import { given } from './given.ts';
import { type Hidden, replaceReference } from './piece.ts';
import { parenthesised } from './statement-start.ts';
import { privateKey, replacePrivate } from './privates.ts';
import { namesOf, type Unit } from './units.ts';

/** New top-level code of a patch, with guards of its own. */
export interface Overlay {
  readonly code: string;
  readonly names: readonly string[];
  readonly handed: Handed;
}

function keyword(unit: Unit): string {
  return unit.type === 'variable' ? `${unit.kind} ` : '';
}

function writable(unit: Unit): boolean {
  return unit.type !== 'variable' || unit.kind !== 'const';
}

/** Text of some new code that stands on its own, with guards, imports of patches in reach, and marks for `finish`. */
export function emitPart(analysis: Analysis, node: AnyNode, hidden: Hidden): { text: string; handed: Handed } {
  const edits = new Edits(analysis.source, { marks: true });
  const within = (inner: { start: number; end: number }): boolean => inner.start >= node.start && inner.end <= node.end;
  const variable = (name: string): string => (hidden.imports.has(name) ? `${given.overlay}.${name}` : name);
  for (const reference of analysis.references) {
    const { binding } = reference;
    if (binding?.scope.kind !== 'module' || !within(reference.node)) continue;
    const expression = variable(binding.name);
    // `{ name }` whose name alone is asked for: there is no property around it.
    const isAll = reference.node.start === node.start && reference.node.end === node.end;
    const { place } = reference;
    const used = isAll && place === 'shorthand' ? { ...reference, place: 'expression' as const } : reference;
    if (expression !== binding.name)
      replaceReference(edits, used, expression, (start, text) => parenthesised(analysis, start, text));
  }
  for (const use of analysis.privates) {
    if (!within(use.node)) continue;
    const key = privateKey(use, hidden);
    if (key !== undefined) replacePrivate(edits, analysis.source, use, key);
    else giveFirst(edits, use, hidden);
  }
  for (const { node: use, use: what } of analysis.receivers)
    if (what === 'import.meta' && within(use)) edits.replace(use.start, use.end, `${given.tools}.meta`);
  const surroundings: Surroundings = {
    holder: () => given.cells,
    classHolder: given.cells,
    importer: given.importer,
    variable: (binding) => (binding.scope.kind === 'module' ? variable(binding.name) : binding.name),
    receiver: (_site, use) => use,
  };
  const handed = emitGuards(edits, analysis, node, surroundings);
  return { text: edits.text(node.start, node.end), handed };
}

/** An enum is made here, and set as an export with the others. */
function emitUnit(analysis: Analysis, unit: Unit, hidden: Hidden): { text: string; handed: Handed } {
  if (unit.type !== 'enum') return emitPart(analysis, unit.node, hidden);
  const { text, handed } = emitPart(analysis, unit.maker, hidden);
  return { text: `(${text})(${unit.of}={})`, handed };
}

/** Puts the new top-level code of a patch into one function, each part on the line where the source has it; with marks. */
export function emitOverlay(analysis: Analysis, units: readonly Unit[], hidden: Hidden): Overlay {
  const lines = new Lines(analysis.source);
  const handed: Handed = new Map();
  const names: string[] = [];
  const accessors: string[] = [];
  let code = '';
  let line = 1;
  for (const unit of units) {
    const part = emitUnit(analysis, unit, hidden);
    for (const [index, what] of part.handed) handed.set(index, what);
    const at = lines.at(unit.node.start).line;
    code += `${'\n'.repeat(Math.max(0, at - line))}${keyword(unit)}${part.text};`;
    line = Math.max(line, at) + part.text.split('\n').length - 1;
    for (const name of namesOf(unit)) {
      names.push(name);
      const setter = writable(unit) ? `,set ${name}($sutureValue){${name}=$sutureValue}` : '';
      accessors.push(`get ${name}(){return ${name}}${setter}`);
    }
  }
  // New bodies can be made before the values are: these may call them.
  const begin = `${given.begin}($sutureCode=>eval($sutureCode),{${accessors.join(',')}});`;
  return { code: `(${given.cells},${given.overlay})=>{${begin}${code}}`, names, handed };
}
