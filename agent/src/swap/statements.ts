import { EventEmitter } from 'node:events';
import { clearImmediate, clearInterval, clearTimeout } from 'node:timers';
import { types } from 'node:util';
import { namedReasonOf } from '../look/reason-of.ts';
import type { LiveModule } from './live-module.ts';
import type { PendingModule } from './pending.ts';
import type { StatementProgram } from './program.ts';

/** A top-level statement that is evaluated and has not run. */
export interface StagedStatement {
  readonly how: StatementProgram['how'];
  readonly text: string;
  /** Does what is asked for; gives what takes it back. */
  readonly run: () => () => void;
}

/** Stands in for the object of a call and tells what would be called with what. */
type Told = (receiver: unknown) => Readonly<Record<string, (...given: unknown[]) => Call>>;

interface Call {
  readonly receiver: object;
  readonly method: string;
  readonly given: readonly unknown[];
}

type Method = (...given: readonly unknown[]) => unknown;

const methods = 'on once addListener prependListener prependOnceListener set add'.split(' ');
const told: Told = (receiver) =>
  Object.fromEntries(
    methods.map((method) => [method, (...given) => ({ receiver: receiver as object, method, given })]),
  );

/** Prepares a statement. Throws when it turns out that it could not be taken back; nothing is called yet. */
export function stageStatement({ how, text }: StatementProgram, made: unknown): StagedStatement {
  if (how === 'asked') {
    const run = made as () => void;
    return { how, text, run: () => (run(), nothing) };
  }
  if (how !== 'listener' && how !== 'entry') {
    const start = made as () => unknown;
    return { how, text, run: () => clearing(how, start()) };
  }
  const read = (): Call => (made as (to: Told) => Call)(told);
  const act = how === 'listener' ? listen : enter;
  const { receiver } = read();
  const isKnown = how === 'listener' ? receiver instanceof EventEmitter : isContainer(receiver);
  if (!isKnown)
    throw new Error(`\`${text}\` cannot be taken back later; \`runAdded\` of a migration runs it (docs/MIGRATION.md)`);
  return { how, text, run: () => act(read()) };
}

/** Runs the statements of a patch that no migration is asked to run; one that throws has those before it taken back. */
export function runStatements(
  modules: readonly PendingModule[],
): { readonly backs: Map<LiveModule, (() => void)[]> } | { readonly failed: string } {
  const backs = new Map<LiveModule, (() => void)[]>();
  for (const { live, staged } of modules)
    for (const { how, text, run } of staged.statements) {
      if (how === 'asked') continue;
      try {
        backs.set(live, [...(backs.get(live) ?? []), run()]);
      } catch (thrown) {
        for (const back of [...backs.values()].flat().reverse()) back();
        return { failed: `${live.url}: \`${text}\` threw ${namedReasonOf(thrown)}` };
      }
    }
  return { backs };
}

const nothing = (): void => {};

function clearing(how: StatementProgram['how'], timer: unknown): () => void {
  if (how === 'setInterval') return () => clearInterval(timer as NodeJS.Timeout);
  return how === 'setTimeout'
    ? () => clearTimeout(timer as NodeJS.Timeout)
    : () => clearImmediate(timer as NodeJS.Immediate);
}

function listen({ receiver, method, given }: Call): () => void {
  const emitter = receiver as EventEmitter & Record<string, Method>;
  Reflect.apply(emitter[method] as Method, emitter, given);
  const [event, listener] = given as [string, () => void];
  return () => void emitter.removeListener(event, listener);
}

function isContainer(value: unknown): boolean {
  return types.isMap(value) || types.isSet(value) || value instanceof WeakMap || value instanceof WeakSet;
}

/** Adds an entry. One of that key is state, which a patch does not overwrite. */
function enter({ receiver, method, given: [key, value] }: Call): () => void {
  const container = receiver as Map<unknown, unknown>;
  const isMap = method === 'set';
  if (container.has(key)) {
    if (!isMap) return nothing;
    throw new Error(`there is an entry of that key, and it is state; a migration may change it`);
  }
  if (isMap) container.set(key, value);
  else (receiver as Set<unknown>).add(key);
  return () => {
    if (!isMap || container.get(key) === value) container.delete(key);
  };
}
