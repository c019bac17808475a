import { dataOf, isProxy } from './nature.ts';
import type { RemoteValue } from './inspection.ts';
import { OwnInspection } from './own-inspection.ts';
import { takeValue, withSlot } from './taken.ts';

/** A `#private` member of an object; `text` stands for what must not be run to be seen. */
export interface PrivateMember {
  readonly name: string;
  readonly value?: unknown;
  readonly text?: string;
}

interface RemoteMember {
  readonly name: string;
  readonly value?: RemoteValue;
  readonly get?: RemoteValue;
  readonly set?: RemoteValue;
}

const { getPrototypeOf } = Object;
const textOf = Function.prototype.toString;

/** Reads the private members of objects, which V8 alone sees; none of the application's code runs. */
export class PrivateMembers {
  #inspection: OwnInspection | undefined;

  /** The members of one object; empty where no class of its prototypes has any. */
  of(value: object): readonly PrivateMember[] {
    if (!mayHaveSome(value)) return [];
    try {
      this.#inspection ??= new OwnInspection();
      return read(value, this.#inspection);
    } catch {
      return [];
    }
  }

  /** Lets go of the inspector. */
  close(): void {
    this.#inspection?.close();
    this.#inspection = undefined;
  }
}

function read(value: object, inspection: OwnInspection): PrivateMember[] {
  return withSlot({ taken: value }, (slot, name) => {
    const held = inspection.ask('Runtime.evaluate', { expression: `${name}.taken` }) as { result: RemoteValue };
    const { objectId = '' } = held.result;
    const listed = inspection.ask('Runtime.getProperties', { objectId, ownProperties: true }) as {
      privateProperties?: RemoteMember[];
    };
    return (listed.privateProperties ?? []).flatMap(({ name: key, value: remote, get, set }): PrivateMember[] => {
      if (!remote) return [{ name: key, text: get ? (set ? '[Getter/Setter]' : '[Getter]') : '[Setter]' }];
      const found = takeValue(remote, inspection, slot);
      return isMethod(found, key) ? [] : [{ name: key, value: found }];
    });
  });
}

// V8 lists the methods of the class as well; a field that holds an arrow function of its own name is no method.
function isMethod(value: unknown, key: string): boolean {
  return (
    typeof value === 'function' &&
    dataOf(value, 'name') === key &&
    /^(async\s*)?\*?\s*#|^(async\s+)?\*/.test(textOf.call(value))
  );
}

function mayHaveSome(value: object): boolean {
  if (isProxy(value)) return false;
  if (typeof value === 'function') return isClassWithSome(value);
  for (let at = getPrototypeOf(value) as object | null; at && !isProxy(at); at = getPrototypeOf(at) as object | null)
    if (isClassWithSome(dataOf(at, 'constructor'))) return true;
  return false;
}

function isClassWithSome(made: unknown): boolean {
  if (typeof made !== 'function' || isProxy(made)) return false;
  const text = textOf.call(made);
  return text.startsWith('class') && text.includes('#');
}
