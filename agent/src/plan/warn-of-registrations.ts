import type { AnyNode } from 'acorn';
import type { Site } from '../syntax/scope.ts';
import { CalledOnce } from './called-once.ts';
import type { Comparison } from './delta.ts';
import { isRegistration, type PlainCall, plainCalls, without } from './registrations.ts';
import { ranAtLoad } from './ran-at-load.ts';

const hint = 'The `up` of a migration can make it: `--migrate FILE`.';

/**
 * Tells of functions that a library called once after the module loaded, or that register things on what they are given: what
 * is new in them happens with their next call, which may never come.
 */
export function warnOfRegistrations(comparison: Comparison): void {
  const { after, delta } = comparison;
  const edited = [...delta.bodies].flatMap(([site, why]) => (why === 'body' ? site : []));
  if (edited.length === 0) return;
  const ran = ranAtLoad(after);
  let once: CalledOnce | undefined;
  for (const site of edited) {
    if (ran.has(site)) continue;
    once ??= new CalledOnce(after);
    warnOfOne(comparison, site, once.by(site));
  }
}

function warnOfOne(comparison: Comparison, site: Site, by: AnyNode | undefined): void {
  const { before, after, delta } = comparison;
  const old = delta.pairing.oldOf(site);
  if (!old) return;
  const [was, is] = [plainCalls(before, old), plainCalls(after, site)];
  const counts = ({ node }: PlainCall, [analysis, own]: readonly [typeof after, Site]): boolean =>
    by !== undefined || isRegistration(analysis, own, node);
  const come = without(is, was).filter((call) => counts(call, [after, site]));
  const gone = without(was, is).filter((call) => counts(call, [before, old]));
  const handed =
    by &&
    `it was handed to \`${nameOf(after.source, by)}\` on line ${comparison.placeOf(by).line}, which calls it once`;
  const who = handed ?? 'who has called it already, as is done with a plugin, did so without it';
  for (const { node } of come) {
    const reason = `The new call \`${nameOf(after.source, node)}\` is made when \`${site.path}\` is called again: ${who}. ${hint}`;
    delta.warnings.push({ reason, function: site.path, ...comparison.placeOf(node) });
  }
  for (const { node } of gone) {
    const reason = `The call \`${nameOf(before.source, node)}\` is gone, but what it did where \`${site.path}\` was called stays done.`;
    delta.warnings.push({ reason, function: site.path, ...comparison.oldPlaceOf(node) });
  }
  if (handed && come.length + gone.length === 0) {
    const reason = `Where it has been called, what came of that stays: ${handed}.`;
    delta.warnings.push({ reason, function: site.path, ...comparison.placeOf(site.node) });
  }
}

/** What is called, as it is written. */
function nameOf(source: string, node: AnyNode): string {
  const { callee } = node as Extract<AnyNode, { type: 'CallExpression' }>;
  const text = source.slice(callee.start, callee.end).replaceAll(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
