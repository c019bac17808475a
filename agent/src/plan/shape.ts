import type { AnyNode } from 'acorn';
import { expectedArguments } from '../syntax/parameters.ts';
import type { Analysis, Site } from '../syntax/scope.ts';
import { skipTrivia } from '../syntax/trivia.ts';
import type { Comparison } from './delta.ts';
import { kindOf } from './kind.ts';
import { skeletonOf } from './skeleton.ts';
import { unitsOf } from './units.ts';

function isConstructor(site: Site): boolean {
  return site.kind === 'function' && kindOf(site) === 'plain';
}

function namesCallee(analysis: Analysis, site: Site): boolean {
  const { source } = analysis;
  return analysis.receivers.some(({ node, site: from, use }) => {
    if (use !== 'arguments' || from !== site) return false;
    const at = skipTrivia(source, node.end);
    return source[at] === '.' && source.startsWith('callee', skipTrivia(source, at + 1));
  });
}

function madeBy(analysis: Analysis, maker: Site): string {
  return analysis.classes
    .filter((made) => made.site === maker)
    .map((made) => skeletonOf(analysis, made.node as AnyNode).text)
    .join();
}

/** Whether everything that names a function calls it, so that nobody looks at the function itself. */
function isOnlyCalled(analysis: Analysis, site: Site): boolean {
  const isExported = unitsOf(analysis.program).some((unit) => unit.type === 'export' && unit.local === site.key);
  if (site.parent === null && isExported) return false;
  const uses = site.outer.bindings.get(site.key)?.references ?? [];
  return site.endsWithCaller || (uses.length > 0 && uses.every((use) => use.place === 'callee'));
}

/** Tells what a new body does not change: what the function object itself is, and the classes that it has made. */
export function warnOfShape(comparison: Comparison, site: Site): void {
  const { delta, before, after } = comparison;
  const old = delta.pairing.oldOf(site);
  if (!old) return;
  const warn = (reason: string): void => {
    delta.warnings.push({ reason, function: site.path, ...comparison.placeOf(site.node) });
  };
  const [was, is] = [expectedArguments(old), expectedArguments(site)];
  if (!isOnlyCalled(after, site)) {
    // Those of methods of classes that are made once are set.
    if (was !== is && site.memberOf?.site !== null) warn(`Its \`length\` stays ${was} for those who read it.`);
    if (isConstructor(old) && !isConstructor(site)) warn('Who holds it can still call it with `new`.');
    // What becomes of an asynchronous function is told where it is replaced.
    const isReplaced = delta.promised.has(site);
    if (!isReplaced && !isConstructor(old) && isConstructor(site))
      warn('Who holds it still cannot call it with `new`.');
    if (!isReplaced && kindOf(old) !== kindOf(site))
      warn(`For those who look at the function itself it stays ${described[kindOf(old)]}.`);
  }
  if (old.strict !== site.strict && site.uses.has('this'))
    warn(`\`this\` goes on being what ${old.strict ? 'strict' : 'sloppy'} code gets.`);
  if (namesCallee(after, site)) warn('Its `arguments.callee` is the new body, and not the function that others hold.');
  if (madeBy(before, old) !== madeBy(after, site)) warn('Classes that it has made already stay as they are.');
}

const described = {
  plain: 'one without `async` and `*`',
  async: 'asynchronous',
  generator: 'a generator',
  'async generator': 'an asynchronous generator',
} as const;
