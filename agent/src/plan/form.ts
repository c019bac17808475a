import type { AnyNode, Function as FunctionNode } from 'acorn';
import type { Edits } from '../syntax/edits.ts';
import { isDerived } from '../syntax/environment.ts';
import { isImplied } from '../syntax/implied-constructor.ts';
import { functionNode } from '../syntax/parameters.ts';
import type { Site } from '../syntax/scope.ts';
import { given } from './given.ts';

/** The text of a constructor; one that nobody wrote does what the language has it do. */
function textOf(site: Site, edits: Edits, head: string): string {
  if (!isImplied(site)) return edits.text(site.node.start, site.node.end);
  return isDerived(site) ? `(){${given.self}=${given.construct}(...arguments)}` : `(){${head}}`;
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
