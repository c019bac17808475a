import { names as ours } from '../load/names.ts';
import { superOfKey } from '../syntax/environment.ts';
import type { Handover } from '../syntax/scope.ts';
import { given } from './given.ts';

/** What a body takes from what its guard hands over. */
export interface Taken {
  /** Keys of handovers. */
  readonly used: ReadonlySet<string>;
  /** Private names of classes that functions make. */
  readonly privates: ReadonlySet<string>;
}

/** The property that has what a guard handed over under a key: `_name` for a variable, `$this` for what has no name. */
export function handedAs(key: string): string {
  return key.startsWith('(') ? `$${key.replaceAll(/\W/g, '')}` : `_${key}`;
}

/**
 * Wraps a body in what unpacks the arguments of its guard. One class for all calls, so that V8 knows the shape and can
 * leave the object out; a body that uses nothing is made once.
 */
export function withEnvironment(environment: readonly Handover[], { used, privates }: Taken, body: string): string {
  if (used.size === 0) return `{const $sutureBody=${body};return ()=>$sutureBody}`;
  const parameters: string[] = [];
  const fields: string[] = [];
  const accessors: string[] = [];
  for (const { key, how } of environment) {
    const read = `${ours.holder}${parameters.length}`;
    parameters.push(read);
    if (how === 'write') parameters.push(`${read}w`);
    if (!used.has(key)) continue;
    if (how === 'value') fields.push(`this.${handedAs(key)}=${read}`);
    else {
      fields.push(`this.${read}=${read}`);
      accessors.push(`get ${handedAs(key)}(){return (0,this.${read})()}`);
    }
    if (how !== 'write') continue;
    fields.push(`this.${read}w=${read}w`);
    accessors.push(`set ${handedAs(key)}($sutureValue){(0,this.${read}w)($sutureValue)}`);
  }
  const list = parameters.join(',');
  const name = '$SutureEnvironment';
  const made = `class ${name}{constructor(${list}){${fields.join(';')}}${accessors.join('')}}`;
  const names = [...privates].map((one) => JSON.stringify(one));
  const reach = names.length === 0 ? '' : `const ${given.privates}=${given.tools}.privates([${names.join(',')}]);`;
  const parent = used.has(superOfKey)
    ? `,${given.super}=${given.tools}.super(${given.environment}.${handedAs(superOfKey)})`
    : '';
  return `{${reach}${made}return (${list})=>{const ${given.environment}=new ${name}(${list})${parent};return ${body}}}`;
}
