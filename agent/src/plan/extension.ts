import type { PropertyDefinition } from 'acorn';
import { classKey } from '../load/names.ts';
import { Lines } from '../syntax/lines.ts';
import type { Analysis } from '../syntax/scope.ts';
import type { ClassHook, ExtensionProgram } from '../swap/program.ts';
import { hasKnownKey, keyCode, plainKey } from './class-key.ts';
import type { FieldChange } from './delta.ts';
import { emitPart } from './overlay.ts';
import { given } from './given.ts';
import type { Hidden } from './piece.ts';
import type { Handed } from '../load/emit.ts';

/** Name of the function that gives an instance the fields of a state. */
export function stampName(state: number): string {
  return `$sutureFields${state}`;
}

/** Name of the function that gives a live instance the fields of a state when it is asked for one of them. */
export function lazyName(state: number): string {
  return `${stampName(state)}Lazily`;
}

const maker = '$sutureMaker';
const made = '$sutureMade';
const kept = '$sutureKept';
const self = '$sutureInstance';
const adopting = '$sutureAdopting';

/**
 * Writes what gives new instances of a live class other fields: a class whose constructor returns the instance that it is
 * given, so that the language itself defines its fields there, private ones as well. Compiled inside of the class, it sees
 * the private names that are there, and its own hook shows both to the code of later patches.
 */
export function emitExtension(
  analysis: Analysis,
  change: FieldChange,
  hidden: Hidden,
  state: number,
  former: { readonly hook: ClassHook; readonly stamp: string | undefined; readonly goneKeys: readonly string[] },
): ExtensionProgram & { readonly handed: Handed } {
  const lines = new Lines(analysis.source);
  const handed: Handed = new Map();
  const own = classKey(change.class.index);
  const keeps = change.fields.flatMap(({ member, how }) => (how === 'keep' ? [keyCode(analysis, member, hidden)] : []));
  const before = former.stamp === undefined ? '' : `${former.stamp}(${self});`;
  const removals = [...former.goneKeys].reverse().map((key) => `delete ${self}[${key}];`);
  const values = keeps.map((key) => `[${key}]:${self}[${key}]`);
  let code =
    `(${given.cells},${given.overlay})=>{let ${kept},${adopting};const ${maker}=function(${self}){return ${self}},` +
    `${stampName(state)}=${self}=>{${change.lazily ? `if(${made}.has(${self}))return ${self};` : ''}${before}const $sutureWas=${kept};${kept}={${values.join(',')}};${removals.join('')}` +
    `try{new ${made}(${self})}finally{${kept}=$sutureWas}return ${self}};` +
    // For `super` in an initialiser.
    `${maker}.prototype=Object.getPrototypeOf(this.prototype);` +
    adoptText(analysis, change, former.goneKeys, hidden) +
    lazyText(change, state) +
    `class ${made} extends ${maker}{static[(${given.cells}.${own}=$sutureCode=>eval($sutureCode),'at')](){}${brandText(change)}`;
  let line = 1;
  for (const [index, { member, how, stays }] of change.fields.entries()) {
    const isWhole = how === 'define' && !isLeftOut(analysis, member);
    const from = isWhole ? member : (member.value ?? member);
    const at = lines.at(from.start).line;
    const padding = '\n'.repeat(Math.max(0, at - line));
    let text: string;
    const key = keyCode(analysis, member, hidden);
    if (how === 'keep') text = `[${key}]=${kept}[${key}]`;
    else {
      const part = emitPart(analysis, from, hidden);
      for (const [site, what] of part.handed) handed.set(site, what);
      const value = member.value ? `(${part.text})` : 'void 0';
      if (isWhole) text = part.text.replace(/;$/, '');
      else if (how === 'define') text = `[${key}]=${adopting}${stays ? '' : `?.has(${key})`}?void 0:${value}`;
      else text = `#$suture${index}=(${adopting}?void 0:this.#${plainKey(member)}=${value})`;
    }
    code += `${padding}${text};`;
    line = Math.max(line, at) + text.split('\n').length - 1;
  }
  return { hook: former.hook, code: `${code}}return{prototype:this.prototype,adopt:$sutureAdopt}}`, handed };
}

/**
 * Whether a field is left out for a live instance that has it: its initialiser may do something, and the value would be
 * dropped. A function takes its name from the field that it stands in, and making it does nothing else.
 */
function isLeftOut(analysis: Analysis, member: PropertyDefinition): boolean {
  const { key, value } = member;
  if (key.type === 'PrivateIdentifier' || !value || !hasKnownKey(analysis, member)) return false;
  const isAnonymous = !('id' in value && value.id);
  return !(isAnonymous && /^(ArrowFunction|Function|Class)Expression$/.test(value.type));
}

/** Writes what gives a live instance the fields that it lacks: what it has of them stays, and nothing is given twice. */
function adoptText(analysis: Analysis, { fields }: FieldChange, gone: readonly string[], hidden: Hidden): string {
  const keys = new Set(gone);
  const keeps: string[] = [];
  for (const { member, stays } of fields) {
    if (member.key.type === 'PrivateIdentifier' || !hasKnownKey(analysis, member)) continue;
    const key = keyCode(analysis, member, hidden);
    keys.add(key);
    if (stays) keeps.push(key);
  }
  return (
    `const $sutureAdopt=${self}=>{if(${made}.has(${self}))return;const $sutureWas=[${kept},${adopting}],$sutureOwn=[];` +
    `for(const $sutureKey of [${[...keys].join(',')}])if(Object.hasOwn(${self},$sutureKey))` +
    `$sutureOwn.push([$sutureKey,Reflect.getOwnPropertyDescriptor(${self},$sutureKey)]);${kept}=${self};` +
    `${adopting}=new Set($sutureOwn.map(([$sutureKey])=>$sutureKey));const $sutureHas=${adopting};` +
    `try{new ${made}(${self})}finally{[${kept},${adopting}]=$sutureWas;` +
    `for(const[$sutureKey,$sutureWas]of $sutureOwn)Reflect.defineProperty(${self},$sutureKey,$sutureWas);` +
    // One that was deleted is not given again.
    `for(const $sutureKey of [${keeps.join(',')}])if(!$sutureHas.has($sutureKey))delete ${self}[$sutureKey]}};`
  );
}

/** Writes what gives a live instance the fields before the first use of one; another object is left as it is. */
function lazyText({ lazily }: FieldChange, state: number): string {
  if (!lazily) return '';
  const isOwn = lazily.brand === undefined ? `$suturePrototype.isPrototypeOf(${self})` : `#${lazily.brand} in ${self}`;
  return (
    `const $suturePrototype={__proto__:null,isPrototypeOf:Object.prototype.isPrototypeOf.bind(this.prototype)};` +
    `const ${lazyName(state)}=${self}=>{if(Object(${self})===${self}&&${isOwn}&&!${made}.has(${self}))$sutureAdopt(${self});return ${self}};`
  );
}

/** Writes what tells whether an instance has the private fields already. */
function brandText({ fields }: FieldChange): string {
  const index = fields.findIndex(({ member }) => member.key.type === 'PrivateIdentifier');
  const field = fields[index];
  const name = field?.how === 'assign' ? `$suture${index}` : field && plainKey(field.member);
  return `static has(${self}){return ${name === undefined ? 'false' : `#${name} in ${self}`}}`;
}
