import type { Evaluation } from '@suture/protocol/values.js';
import { type Bridge, within } from '../bridge/agent-end.ts';
import type { Thunk } from '../bridge/messages.ts';
import { limits } from '../limits.ts';
import type { KnownModule } from '../plan/workbench.ts';
import { type Answer, done, refuse } from '../serve/answer.ts';
import { type Expression, readExpression } from './expression.ts';
import { Inspection, InspectorError, type Outcome, type RemoteValue } from './inspection.ts';
import { evaluateInFrame } from './in-frame.ts';
import { topLevelNames } from './names-used.ts';
import { reach } from './reach.ts';
import { inNativeCode } from './stack.ts';
import { failed, failureOf, sideEffect } from './thrown.ts';
import type { Described } from './walk.ts';

/** What is to be evaluated. */
export interface ToEvaluate {
  readonly expression: string;
  /** Module whose scope it is evaluated in; undefined for the global scope. */
  readonly module: Pick<KnownModule, 'url' | 'format' | 'running'> | undefined;
  /** Whether it may have side effects. */
  readonly write: boolean;
  readonly timeoutMs: number;
  /** Number of a frame of the stack that it is evaluated in, with the main thread paused. */
  readonly frame?: number | undefined;
  /** Whether a write may interrupt a main thread that is stuck. */
  readonly whenStuck?: boolean | undefined;
}

/** The main thread while it stays at a safe point, or is interrupted. */
export interface Held {
  readonly inspection: Inspection;
  /** Global name of the slot. */
  readonly slot: string;
  /** Whether the main thread was interrupted in the middle of a call. */
  readonly interrupted: boolean;
}

// What runs for the agent alone, in the main thread: the walker has its own, shorter budget.
const ownMs = 2_000;
const group = 'suture';
/** Group of what outlives a safe point. */
export const leased = 'suture leased';

/**
 * Evaluates in the main thread, always at a safe point: no code of the application is half-way through something. The
 * text is compiled first, without running, so that V8 can check the run for side effects.
 */
export class Evaluator {
  readonly #bridge: Bridge;
  #inspection: Inspection | undefined;
  #holds: Promise<unknown> = Promise.resolve();

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Evaluates an expression; what it throws is a value, too. */
  async evaluate(wanted: ToEvaluate): Promise<Answer<Evaluation>> {
    if (wanted.expression.length > limits.expressionChars) {
      return refuse('bad_request', `expression: expected at most ${limits.expressionChars} characters.`);
    }
    if (wanted.frame !== undefined) return evaluateInFrame(this.#bridge.shared, wanted.frame, wanted);
    const read = readExpression(wanted.expression);
    if (!read.ok) return done(failed('SyntaxError', read.message));
    const { expression } = read;
    if (expression.awaits && !wanted.write) {
      const reason = 'Top-level await lets other code run, so it counts as a side effect; use --write to allow it.';
      return done(failed('EvalError', reason));
    }
    const captured = wanted.write || !wanted.module ? undefined : captures(expression, wanted.module);
    const changes = captured?.find((name) => isAssigned(expression, name));
    return changes === undefined ? this.#run(expression, captured, wanted) : done(sideEffect);
  }

  /** Reads an expression without a side effect and uses its value, an object, where it is; `keep` for longer than that. */
  async withValue<T>(
    module: ToEvaluate['module'],
    text: string,
    use: (held: Held, value: RemoteValue) => Promise<Answer<T>>,
    keep = false,
  ): Promise<Answer<T>> {
    const read = readExpression(text);
    if (!read.ok) return refuse('bad_request', read.message);
    const captured = module && captures(read.expression, module);
    const thunk = { url: module?.url, code: read.expression.thunk, captured };
    const held = await this.#hold(thunk, true, async (holding): Promise<Answer<T>> => {
      const compiled = await holding.inspection.evaluate(`${holding.slot}.compile()`, { timeout: ownMs });
      const box = compiled.exceptionDetails ? compiled : await runThunk(holding, false, ownMs);
      if ('ok' in box || box.exceptionDetails) return refuse('bad_request', `${text} cannot be read there.`);
      const { result } = (await holding.inspection.post('Runtime.callFunctionOn', {
        functionDeclaration: 'function () { return this.result }',
        objectId: box.result.objectId,
        objectGroup: keep ? leased : group,
      })) as Outcome;
      return result.objectId === undefined ? refuse('bad_request', `${text} is no object.`) : use(holding, result);
    });
    return held.ok ? held.result : held;
  }

  /** Uses the inspector while the main thread stays at a safe point, or, when it is stuck, in the middle of a call. */
  atSafePoint<T>(use: (held: Held) => Promise<T>): Promise<Answer<T>> {
    return this.#hold(null, true, use);
  }

  /** Closes the inspector session; the next evaluation opens one. */
  close(): void {
    this.#inspection?.close();
    this.#inspection = undefined;
  }

  async #run(
    expression: Expression,
    captured: readonly string[] | undefined,
    { module, write, timeoutMs, whenStuck }: ToEvaluate,
  ): Promise<Answer<Evaluation>> {
    const endsAt = performance.now() + timeoutMs;
    const leftMs = (): number => Math.max(1, Math.ceil(endsAt - performance.now()));
    // What a script declares stays declared; a module's scope cannot be added to.
    const asScript = write && !module && expression.declares;
    const thunk = { url: module?.url, code: expression.thunk, captured, name: expression.name };
    const first = await this.#hold(thunk, whenStuck ?? !write, async (held) => {
      if (asScript) return { pending: await startScript(held, expression.script, timeoutMs) };
      const compiled = await held.inspection.evaluate(`${held.slot}.compile()`, { timeout: timeoutMs });
      if (compiled.exceptionDetails) return { evaluation: await describeThrown(held, compiled) };
      const outcome = await runThunk(held, write, timeoutMs);
      if ('ok' in outcome) return { evaluation: outcome };
      if (outcome.exceptionDetails) return { evaluation: await describeThrown(held, outcome) };
      if (!expression.awaits) return { evaluation: await describeBox(held, outcome.result) };
      const promiseObjectId = outcome.result.objectId ?? '';
      return { pending: { settled: held.inspection.post('Runtime.awaitPromise', { promiseObjectId }) } };
    });
    if (!first.ok) return first;
    if (first.result.evaluation) return done(first.result.evaluation);
    return this.#describeLater(first.result.pending.settled, { ...thunk, code: '()=>{}' }, leftMs(), timeoutMs);
  }

  async #describeLater(
    settled: Promise<unknown>,
    thunk: Thunk,
    leftMs: number,
    timeoutMs: number,
  ): Promise<Answer<Evaluation>> {
    let outcome: Outcome;
    try {
      const answer = await within(leftMs, settled);
      if (!answer.timely) {
        settled.catch(() => {});
        return done(failed('TimeoutError', `The promise was not settled within ${timeoutMs} ms.`));
      }
      outcome = answer.result as Outcome;
    } catch (error) {
      return done(endedBy(error, timeoutMs));
    }
    return this.#hold(thunk, false, (held) =>
      outcome.exceptionDetails ? describeThrown(held, outcome) : describeBox(held, outcome.result),
    );
  }

  /** Uses the main thread while it stays at a safe point. */
  async #hold<T>(thunk: Thunk | null, whenStuck: boolean, use: (held: Held) => Promise<T>): Promise<Answer<T>> {
    const turn = this.#holds.then(() => this.#holdNow(thunk, whenStuck, use));
    this.#holds = turn.catch(() => {});
    return turn;
  }

  async #holdNow<T>(thunk: Thunk | null, whenStuck: boolean, use: (held: Held) => Promise<T>): Promise<Answer<T>> {
    const inspection = this.#open();
    const { ticket, ...offer } = await this.#bridge.offer(limits.safePointMs, 'hold', (ticket) => ({ ticket, thunk }));
    if (!offer.timely || offer.result === null) {
      if (whenStuck) return this.#interrupt(inspection, `$sutureStuck${ticket}`, thunk, use);
      return refuse('target_busy', `The main thread did not come to a safe point within ${limits.safePointMs} ms.`);
    }
    try {
      return done(await use({ inspection, slot: offer.result, interrupted: false }));
    } finally {
      if (!inspection.closed)
        void inspection.post('Runtime.releaseObjectGroup', { objectGroup: group }).catch(() => {});
      this.#bridge.shared.release(ticket);
    }
  }

  // V8 serves the inspector in the middle of a call, too: only when no safe point comes.
  async #interrupt<T>(
    inspection: Inspection,
    slot: string,
    thunk: Thunk | null,
    use: (held: Held) => Promise<T>,
  ): Promise<Answer<T>> {
    const name = JSON.stringify(slot);
    const lend = (text: string | null): Promise<Outcome> =>
      inspection.evaluate(`${reach}.lend(${name},${JSON.stringify(text)})`, { timeout: ownMs });
    const lent = lend(JSON.stringify(thunk));
    lent.catch(() => {});
    try {
      if (!(await within(limits.interruptMs, lent)).timely) return inNativeCode();
      return done(await use({ inspection, slot, interrupted: true }));
    } finally {
      if (!inspection.closed) {
        void inspection.post('Runtime.releaseObjectGroup', { objectGroup: group }).catch(() => {});
        void lend(null).catch(() => {});
      }
    }
  }

  #open(): Inspection {
    if (!this.#inspection || this.#inspection.closed) this.#inspection = new Inspection(this.#bridge.shared);
    return this.#inspection;
  }
}

// The names of the module that a read uses.
function captures(expression: Expression, module: Pick<KnownModule, 'format' | 'running'>): string[] {
  const names = topLevelNames(module.running, module.format);
  return [...expression.names.used].filter((name) => names.has(name));
}

function isAssigned({ names }: Expression, name: string): boolean {
  return names.assigned.has(name) && !names.declared.has(name);
}

async function runThunk(held: Held, write: boolean, timeoutMs: number): Promise<Outcome | Evaluation> {
  try {
    return await held.inspection.evaluate(`${held.slot}.thunk()`, {
      timeout: timeoutMs,
      throwOnSideEffect: !write,
      objectGroup: group,
    });
  } catch (error) {
    return endedBy(error, timeoutMs);
  }
}

// In REPL mode V8 answers when a promise is settled, which cannot be while the main thread stays: a second command tells
// that the script was run as far as it goes.
async function startScript(held: Held, script: string, timeoutMs: number): Promise<{ settled: Promise<unknown> }> {
  const settled = held.inspection.evaluate(script, { timeout: timeoutMs, replMode: true });
  settled.catch(() => {});
  await held.inspection.evaluate('0', { timeout: ownMs });
  return { settled };
}

async function describeBox(held: Held, box: RemoteValue): Promise<Evaluation> {
  const described = await callSlot(held, 'describe', box);
  const interrupted = held.interrupted ? { interrupted: true } : {};
  return described ? { ok: true, ...described, ...interrupted } : failed('Error', 'The value could not be looked at.');
}

async function describeThrown(held: Held, outcome: Outcome): Promise<Evaluation> {
  const thrown = outcome.exceptionDetails?.exception;
  const known = failureOf(thrown);
  if (known || !thrown) return known ?? failed('Error', outcome.exceptionDetails?.text ?? 'It threw.');
  const described = await callSlot(held, 'describeThrown', thrown);
  return failed('Uncaught', described?.text ?? thrown.description ?? 'a value');
}

async function callSlot(
  held: Held,
  method: 'describe' | 'describeThrown',
  value: RemoteValue,
): Promise<Described | undefined> {
  const slot = await held.inspection.evaluate(held.slot, { timeout: ownMs, objectGroup: group });
  if (slot.result.objectId === undefined) return undefined;
  const { objectId, unserializableValue } = value;
  const argument = objectId ? { objectId } : unserializableValue ? { unserializableValue } : { value: value.value };
  const answer = (await held.inspection.post('Runtime.callFunctionOn', {
    functionDeclaration: `function (value) { return this.${method}(value) }`,
    objectId: slot.result.objectId,
    arguments: [argument],
    returnByValue: true,
    silent: true,
  })) as Outcome;
  return typeof answer.result.value === 'string' ? (JSON.parse(answer.result.value) as Described) : undefined;
}

function endedBy(error: unknown, timeoutMs: number): Evaluation {
  if (!(error instanceof InspectorError)) throw error;
  if (/terminated/i.test(error.message)) {
    return failed('TimeoutError', `The evaluation did not end within ${timeoutMs} ms and was stopped.`);
  }
  if (/collected/i.test(error.message))
    return failed('Error', 'The promise was given up: nothing can settle it any more.');
  return failed('Error', error.message);
}
