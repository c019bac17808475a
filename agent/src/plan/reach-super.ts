import type { AnyNode } from 'acorn';
import type { Edits } from '../syntax/edits.ts';
import { superOfKey } from '../syntax/environment.ts';
import { nodesAround } from '../syntax/nodes-around.ts';
import type { Analysis, Site } from '../syntax/scope.ts';
import { isCalledOn } from './called-on.ts';
import { given } from './given.ts';
import { handedAs } from './with-environment.ts';

/**
 * How a body that is compiled on its own comes by `super`: it is compiled as a method of its class, or what the guard hands
 * over stands for it, or, in a derived constructor, an object like its prototype.
 */
export type SuperWay = 'own' | 'handed' | 'home';

/** Says how a body comes by `super`. */
export function superWay(site: Site, derived: boolean): SuperWay {
  if (derived) return 'home';
  return site.kind === 'arrow' || site.memberOf?.site !== null ? 'handed' : 'own';
}

/** The expression that `super` goes through where a body has none of its own. */
export function superThrough(way: Exclude<SuperWay, 'own'>): string {
  return way === 'home' ? given.superOf : `${given.environment}.${handedAs(superOfKey)}`;
}

/** Puts what stands for `super` in the place of one of its uses, `super.name` or `super[key]`. */
export function replaceSuper(edits: Edits, analysis: Analysis, use: AnyNode): void {
  const [member, parent] = nodesAround(analysis.program, use);
  const isMethod = isCalledOn(member as AnyNode, parent);
  edits.replace(use.start, use.end, `${given.super}.${isMethod ? 'called' : 'at'}`);
}

/** Whether a use is the call of the constructor above. */
export function isSuperCall(analysis: Analysis, use: AnyNode): boolean {
  return nodesAround(analysis.program, use)[0]?.type === 'CallExpression';
}

/** Declares what stands for `super` in a derived constructor: that of its class. */
export function superText(): string {
  const self = `(${given.self}??${given.unbound}())`;
  const through = `($sutureHow,$sutureKey,$sutureValue)=>$sutureHow===2?${self}:${given.home}.of.call(${self},$sutureHow,$sutureKey,$sutureValue)`;
  return `${given.superOf}=${through},${given.super}=${given.tools}.super(${given.superOf})`;
}

/** Declares an object with the `super` of a class, given as an expression. */
export function homeText(owner: string): string {
  const at = `${given.tools}.above(${owner}.prototype)`;
  return `${given.home}={__proto__:${at},of($sutureHow,$sutureKey,$sutureValue){return $sutureHow?super[$sutureKey]=$sutureValue:super[$sutureKey]}}`;
}
