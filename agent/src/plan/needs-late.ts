import type { AnyNode } from 'acorn';
import type { Analysis, Binding } from '../syntax/scope.ts';
import { keepsName } from './kept-name.ts';
import { ranAtLoad } from './ran-at-load.ts';
import { namesOf, type Unit, unitsOf } from './units.ts';

/**
 * The first top-level name that a function needs, itself or through others that it names, and that its module has not set where it has come
 * to; undefined where there is none.
 */
export function needsLate(analysis: Analysis, of: string | AnyNode | undefined, reached: number): string | undefined {
  if (of === undefined) return undefined;
  const units = new Map(
    unitsOf(analysis.program).flatMap((unit) =>
      unit.type === 'export' || unit.type === 'property' ? [] : namesOf(unit).map((one) => [one, unit] as const),
    ),
  );
  const first = typeof of === 'string' ? analysis.module.bindings.get(of) : undefined;
  const wanted = new Set<Binding | AnyNode>(typeof of === 'string' ? (first ? [first] : []) : [of]);
  for (const one of wanted) {
    const code = 'type' in one ? one : units.get(one.name)?.node;
    if (!code) continue;
    const { start, end } = code;
    for (const { node, binding } of analysis.references) {
      if (node.start < start || node.end > end || binding?.scope.kind !== 'module') continue;
      if (isMemberRead(analysis, node) && isGivenLate(analysis, binding, reached)) return binding.name;
      if (wanted.has(binding)) continue;
      const other = units.get(binding.name);
      if (other && isSetLate(other, reached)) return binding.name;
      wanted.add(binding);
    }
  }
  return undefined;
}

function isSetLate({ type, node }: Unit, reached: number): boolean {
  return (type === 'variable' || type === 'class') && node.end > reached;
}

function isMemberRead({ source }: Analysis, node: AnyNode): boolean {
  return /^\s*(\.|\?\.|\[)/.test(source.slice(node.end, node.end + 20));
}

/** Whether a top-level statement gives members to something later than where its module has come to: `price.rates = …`. */
export function isGivenLate(analysis: Analysis, { references }: Binding, reached: number): boolean {
  return references.some(({ node: { start }, site }) => {
    if (start < reached || (site && !ranAtLoad(analysis).has(site))) return false;
    const around = unitsOf(analysis.program).find((one) => one.node.start <= start && start < one.node.end);
    if (around?.type === 'effect') return !keepsName((around.node as { expression?: AnyNode }).expression);
    return around?.type === 'property' || around?.type === 'enum';
  });
}
