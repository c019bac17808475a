import type { Analysis, BindingKind, Scope } from '../syntax/scope.ts';
import type { Anchor } from './anchor.ts';

/** What new code calls at a probed line, by the id of the probe. */
export const hits = '$sutureHits';

/** A line of a function that is watched. */
export interface ProbedLine {
  readonly id: number;
  readonly lineage: number;
  readonly function: string;
  /** Where it is in the source that runs, and counted from the first line of the function. */
  readonly line: number;
  readonly below: number;
  /** Text of the statement, by which it is found again after a patch. */
  readonly text: string;
  readonly locals: readonly string[];
}

/**
 * What is put before a line to tell its variables. One may have no value yet, and reading it would throw: each is read on
 * its own, and nothing gets out.
 */
export function insertion({ id, locals }: ProbedLine, { join }: Anchor): string {
  const recorder = `${hits}.l${id}`;
  if (join === 'expression') return `${recorder}.isDue()&&${recorder}.hit(${locals.join(',')}),`;
  const reads = locals.map((name) => `try{${recorder}.take(${name})}catch{${recorder}.takeNothing()}`);
  return `if(${recorder}.isDue()){${recorder}.begin();${reads.join('')}${recorder}.end()}`;
}

/** Says which locals cannot be seen at their line, in a source with the insertions in it. */
export function whyHidden(analysis: Analysis, probes: readonly ProbedLine[]): string | undefined {
  for (const { id, locals, line } of probes) {
    const start = analysis.source.indexOf(`${hits}.l${id}.isDue()`);
    const scope = analysis.references.find(({ node }) => node.start === start)?.scope;
    if (!scope) continue;
    const visible = namesFrom(scope);
    const hidden = locals.filter((name) => name !== 'this' && !visible.all.has(name));
    if (hidden.length > 0) {
      const some = visible.own.slice(0, 12).join(', ');
      return `On line ${line} there is no ${hidden.join(', ')}; ${some === '' ? 'there are no locals' : `there is ${some}`}.`;
    }
    // There is no place for a \`try\` before an expression.
    const isExpression = !analysis.source.startsWith('if(', start - 3);
    const unset = locals.find((name) => unsettled.has(visible.all.get(name) ?? ''));
    if (isExpression && unset !== undefined)
      return `\`${unset}\` may have no value yet on line ${line}, which is an expression.`;
  }
  return undefined;
}

const unsettled = new Set<string>(['let', 'const', 'class', 'import']);

function namesFrom(start: Scope): { own: string[]; all: Map<string, BindingKind> } {
  const own: string[] = [];
  const all = new Map<string, BindingKind>();
  for (let scope: Scope | null = start; scope; scope = scope.parent) {
    for (const [name, { kind }] of scope.bindings) {
      if (all.has(name)) continue;
      if (scope.kind !== 'module' && !name.startsWith('$suture')) own.push(name);
      all.set(name, kind);
    }
  }
  return { own, all };
}
