import type { AnyNode, Function as FunctionNode } from 'acorn';
import type { Edits } from '../syntax/edits.ts';
import { isDerived } from '../syntax/environment.ts';
import { isImplied } from '../syntax/implied-constructor.ts';
import { functionNode } from '../syntax/parameters.ts';
import type { Site } from '../syntax/scope.ts';
import { given } from './given.ts';
import type { Stamp } from './piece.ts';

/** The text of a constructor; one that nobody wrote does what the language has it do. */
function textOf(site: Site, edits: Edits, head: string): string {
  if (!isImplied(site)) return edits.text(site.node.start, site.node.end);
  return isDerived(site) ? `(){${head}${given.self}=${given.construct}(...arguments)}` : `(){${head}}`;
}

const unboundMessage =
  "Must call super constructor in derived class before accessing 'this' or returning from derived constructor";
const twiceMessage = 'Super constructor may only be called once';
const unboundText = `${given.unbound}=()=>{throw new ReferenceError(${JSON.stringify(unboundMessage)})}`;

/**
 * What a constructor does before its own code: it gets hold of `super`, and gives other fields than its class has. The call
 * of `super` is what the guard handed over for it, or for `new.target` where the class above is asked for an instance.
 */
export function headOf(
  site: Site,
  {
    superCall,
    isAsked,
    stamp,
  }: { readonly superCall: string | undefined; readonly isAsked: boolean; readonly stamp: Stamp | undefined },
): string {
  if (!isDerived(site)) return stamp === undefined ? '' : `${stamp.name}(this);`;
  const give = (made: string): string => (stamp === undefined ? made : `${stamp.name}(${made})`);
  if (!isAsked)
    return `let ${given.self};const ${given.construct}=(...$values)=>${give(`${superCall}(...$values)`)},${unboundText};`;
  // Written out: a function of the agent would stand in the stack of each error that is made so.
  const { overlay, owner, self } = given;
  const made = `${overlay}.$construct(${overlay}.$above(${owner}),$values,${superCall})`;
  const once = `if(${self}!==void 0)throw new ReferenceError(${JSON.stringify(twiceMessage)});`;
  return `const ${given.construct}=(...$values)=>{const $made=${made};${once}return ${give('$made')}};`;
}

/** The body of a derived constructor that has no `this` of the language: it gives what it made, if nothing else. */
export function givingThis(body: string): string {
  const result = `(${body}).apply(void 0,arguments)`;
  return `function(){let ${given.self};const ${unboundText},$result=${result};return $result===void 0?${given.self}??${given.unbound}():$result}`;
}

/** The function as an expression that is compiled on its own. */
export function form(site: Site, edits: Edits, head: string): string {
  const node = functionNode(site) as FunctionNode & AnyNode;
  const key = JSON.stringify(site.name);
  if (site.kind === 'arrow') return `(${edits.text(node.start, node.end)})`;
  if (site.kind === 'function') {
    if (node.id) edits.replace(node.id.start, node.id.end, '');
    const text = edits.text(node.start, node.end);
    return site.name === '' ? `(${text})` : `({${key}:${text}})[${key}]`;
  }
  const prefix = `${node.async ? 'async ' : ''}${node.generator ? '*' : ''}`;
  const parent = site.isStatic ? 'this' : 'this.prototype';
  const home =
    site.memberOf?.site === null && site.uses.has('super') && site.kind !== 'constructor'
      ? `__proto__:Object.getPrototypeOf(${parent}),`
      : '';
  const name = site.kind === 'constructor' ? JSON.stringify(site.memberOf?.name ?? '') : key;
  return `({${home}${prefix}[${name}]${textOf(site, edits, head)}})[${name}]`;
}
