import { cellKey } from '../load/names.ts';
import { ownerKey, ownerTestKey, receiverKeys, superKey } from '../syntax/environment.ts';
import { given } from './given.ts';
import type { Stamp, Target } from './piece.ts';
import { homeText, superText } from './reach-super.ts';

const { construct, owner, self, tools, unbound } = given;

const unboundMessage =
  "Must call super constructor in derived class before accessing 'this' or returning from derived constructor";
const twiceMessage = 'Super constructor may only be called once';

/** What a derived constructor has beside its own code. */
export interface Making {
  /** Declarations that it is to see. */
  readonly declared: string;
  /** Parameters of what makes it, for which no argument is given. */
  readonly parameters: readonly string[];
}

/** What is to be known of a derived constructor. */
export interface DerivedConstructor {
  readonly target: Target;
  /** Whether a function makes its class. */
  readonly isMade: boolean;
  /** Whether it reads or sets properties of `super`. */
  readonly readsSuper: boolean;
  readonly stamp: Stamp | undefined;
}

/**
 * Says how a new body of a derived constructor comes by an instance where it calls `super`. It calls the constructor that its
 * guard stands in anew, which does nothing but that when it is told so; or the class above, where its own gives nothing, or is
 * not to give what it was made with. Undefined where it cannot reach its class; `take` gives what the guard handed over.
 */
export function makeInstance(
  { target, isMade, readsSuper, stamp }: DerivedConstructor,
  take: (key: string) => string | undefined,
): Making | undefined {
  const newTarget = take(receiverKeys['new.target']);
  const test = take(ownerTestKey);
  const handed = test === undefined ? take(ownerKey) : `${tools}.owner(${newTarget},${test})`;
  if (handed === undefined && isMade) return undefined;
  const holder = stamp?.isWhole === true ? undefined : take(superKey);
  // Written out: a function of the agent would stand in the stack of each error that is made so.
  const above = `${tools}.construct(${tools}.above(${owner}),$sutureValues,${newTarget})`;
  const told = `${tools}.told(${holder},${JSON.stringify(cellKey(target.site.index))},$sutureValues)`;
  const made = holder === undefined ? above : `${tools}.construct(${owner},${told},${newTarget})`;
  const whole = stamp === undefined ? made : `${stamp.name}(${made})`;
  const twice = `if(${self}!==void 0){${above};throw new ReferenceError(${JSON.stringify(twiceMessage)})}`;
  const ways = [`${owner}=${handed ?? 'this'}`, ...(readsSuper ? [homeText(owner)] : [])];
  const own = [...(handed === undefined ? [] : ways), `${construct}=(...$sutureValues)=>{${twice}return ${whole}}`];
  return {
    declared: [...own, ...(readsSuper ? [superText()] : [])].join(','),
    parameters: handed === undefined ? ways : [],
  };
}

/** A derived constructor that has no `this` of the language: it gives what it made, if nothing else. */
export function givingThis(constructor: string, { declared }: Making): string {
  const result = `(${constructor}).apply(void 0,arguments)`;
  const without = `${unbound}=()=>{throw new ReferenceError(${JSON.stringify(unboundMessage)})}`;
  return `function(){let ${self};const ${without},${declared},$sutureResult=${result};return $sutureResult===void 0?${self}??${unbound}():$sutureResult}`;
}
