import type { Function as FunctionNode } from 'acorn';
import { isDerived } from '../syntax/environment.ts';
import { functionNode } from '../syntax/parameters.ts';
import type { Site } from '../syntax/scope.ts';
import { kindOf, serviceOf } from './kind.ts';
import type { Target } from './piece.ts';

const kindReasons = {
  generator: 'It was a generator: those who call it expect an iterator.',
  'async generator': 'It was an asynchronous generator: those who call it expect one.',
  async: 'It was asynchronous: those who call it go on getting a promise.',
  plain: '',
} as const;

/** Says why a function of one kind cannot be called where one of another kind stood; undefined when it can. */
export function whyKindsDiffer(site: Site, target: Target): string | undefined {
  const [now, was] = [functionNode(site), functionNode(target.site)];
  if (!now || !was) return 'It is no function any more.';
  const service = serviceOf(target.site, site);
  if (service === 'none' || (service === 'promise' && !target.mayPromise)) return kindReasons[kindOf(target.site)];
  const isArrow = target.site.kind === 'arrow';
  if (isArrow && site.kind !== 'arrow' && (site.uses.has('this') || site.uses.has('new.target')))
    return 'It was an arrow function, which is called without `this`.';
  if (isArrow && now.params.findIndex((p) => p.type === 'RestElement') + 1 > 0 && restOf(now) < plainCount(was))
    return 'An arrow function cannot tell an argument that is missing from one that is undefined.';
  if (isDerived(site) !== isDerived(target.site)) return 'The superclass of a class with instances cannot change.';
  return undefined;
}

function restOf(node: FunctionNode): number {
  return node.params.findIndex((parameter) => parameter.type === 'RestElement');
}

function plainCount(node: FunctionNode): number {
  return node.params.filter((parameter) => parameter.type !== 'RestElement').length;
}
