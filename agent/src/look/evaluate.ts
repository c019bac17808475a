import type { Evaluation } from '@suture/protocol/values.js';
import type { Bridge } from '../bridge/agent-end.ts';
import type { Thunk } from '../bridge/messages.ts';
import { limits } from '../limits.ts';
import type { KnownModule } from '../plan/loaded-source.ts';
import { type Answer, done, refuse } from '../serve/answer.ts';
import { type Expression, readExpression } from './expression.ts';
import { type Begun, type Held, Holding, ownMs } from './holding.ts';
import { group, leased } from './object-groups.ts';
import type { Ran } from './evaluations.ts';
import { evaluateInFrame } from './in-frame.ts';
import type { Outcome, RemoteValue } from './inspection.ts';
import { namesIn } from './module-names.ts';
import { evaluationOf } from './outcome.ts';
import type { EvaluationSession } from './session.ts';
import { endedBy, failed, failureOf, sideEffect } from './thrown.ts';

/** The scope that an expression is evaluated in: that of a module, or the global one; and the session of the shell. */
export interface Where {
  readonly module: Pick<KnownModule, 'url' | 'format' | 'running'> | undefined;
  /** What the shell evaluated before; undefined for an evaluation on its own. */
  readonly session?: EvaluationSession | undefined;
}

/** What is to be evaluated. */
export interface ToEvaluate extends Where {
  readonly expression: string;
  /** Whether it may have side effects. */
  readonly write: boolean;
  readonly timeoutMs: number;
  /** For what runs at once. */
  readonly holdMs?: number | undefined;
  /** Number of a frame of the stack that it is evaluated in, with the main thread paused. */
  readonly frame?: number | undefined;
  /** Whether a write may interrupt a main thread that is stuck. */
  readonly whenStuck?: boolean | undefined;
  /** Leaves nothing in the session: a preview. */
  readonly peeks?: boolean | undefined;
}

/**
 * Evaluates in the main thread, always at a safe point: no code of the application is half-way through something. The
 * text is compiled first, without running, so that V8 can check the run for side effects.
 */
export class Evaluator {
  readonly #bridge: Bridge;
  readonly #holding: Holding;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#holding = new Holding(bridge);
  }

  /** Evaluates an expression; what it throws is a value, too. */
  async evaluate(wanted: ToEvaluate): Promise<Answer<Evaluation>> {
    if (wanted.expression.length > limits.expressionChars) {
      return refuse('bad_request', `expression: expected at most ${limits.expressionChars} characters.`);
    }
    if (wanted.frame !== undefined) return evaluateInFrame(this.#bridge, wanted.frame, wanted);
    const read = readExpression(wanted.expression);
    if (!read.ok) return done(failed('SyntaxError', read.message));
    const { expression } = read;
    if (expression.awaits && !wanted.write) {
      const reason = 'Top-level await lets other code run, so it counts as a side effect.';
      return done(failed('EvalError', reason));
    }
    const names = namesIn(wanted.module);
    const captured = wanted.write || !wanted.module ? undefined : captures(expression, names);
    const changes = captured?.find((name) => isAssigned(expression, name));
    return changes === undefined ? this.#run(expression, captured, names, wanted) : done(sideEffect);
  }

  /** Reads an expression without a side effect and uses its value, an object, where it is; `keep` for longer than that. */
  async withValue<T>(
    { module, session }: Where,
    text: string,
    use: (held: Held, value: RemoteValue) => Promise<Answer<T>>,
    keep = false,
  ): Promise<Answer<T>> {
    const read = readExpression(text);
    if (!read.ok) return refuse('cannot_read', `${read.message}.`);
    const names = namesIn(module);
    const captured = module && captures(read.expression, names);
    const taken = session?.uses(read.expression, module?.url ?? '', names, false);
    const { privates } = read.expression;
    const thunk: Thunk = { url: module?.url, code: read.expression.thunk(), captured, privates, session: taken };
    const held = await this.#holding.hold(thunk, true, async (holding): Promise<Answer<T>> => {
      const box = await readSlot(holding);
      if ('why' in box) return refuse('cannot_read', box.why);
      const { result } = (await holding.inspection.post('Runtime.callFunctionOn', {
        functionDeclaration: 'function () { return this.result }',
        objectId: box.objectId,
        objectGroup: keep ? leased : group,
      })) as Outcome;
      return result.objectId === undefined ? refuse('cannot_read', `${text} is no object.`) : use(holding, result);
    });
    return held.ok ? held.result : held;
  }

  /** Uses the inspector while the main thread stays at a safe point, or, when it is stuck, in the middle of a call. */
  atSafePoint<T>(use: (held: Held) => Promise<T>, whenStuck = true): Promise<Answer<T>> {
    return this.#holding.hold(null, whenStuck, use);
  }

  /** Lets go of what the main thread keeps for a shell that has left. */
  forget({ id }: EvaluationSession): void {
    this.#bridge.tell('forget', id);
  }

  /** Closes the inspector session; the next evaluation opens one. */
  close(): void {
    this.#holding.close();
  }

  async #run(
    expression: Expression,
    captured: readonly string[] | undefined,
    names: ReadonlySet<string>,
    { module, write, timeoutMs, holdMs = timeoutMs, whenStuck, session, peeks = false }: ToEvaluate,
  ): Promise<Answer<Evaluation>> {
    const endsAt = performance.now() + timeoutMs;
    const scope = module?.url ?? '';
    const taken = session?.uses(expression, scope, names, !peeks);
    // What a script declares stays declared; a module's scope cannot be added to, so the session keeps that.
    const asScript = write && !module && expression.declares.length > 0 && (taken?.takes.length ?? 0) === 0;
    const saved = session && !asScript && !peeks ? keeps(expression, taken?.takes ?? []) : [];
    const thunk = {
      url: module?.url,
      code: asScript ? expression.script : expression.thunk(saved),
      awaits: expression.awaits,
      captured,
      privates: expression.privates,
      name: expression.name,
      session: taken,
    };
    const how = asScript ? 'script' : write ? 'write' : 'read';
    const begun = await this.#holding.evaluate(
      { thunk, how, timeoutMs: Math.min(holdMs, timeoutMs) },
      whenStuck ?? !write,
    );
    if (!begun.ok) return begun;
    const evaluation = await this.#settled(begun.result, endsAt, timeoutMs);
    if (evaluation.ok && !peeks) session?.declared(asScript ? expression.declares : saved, scope, asScript);
    return done(evaluation);
  }

  async #settled({ ticket, ran, interrupted }: Begun, endsAt: number, timeoutMs: number): Promise<Evaluation> {
    if (!('waits' in ran)) return evaluationFrom(ran, interrupted);
    const leftMs = Math.max(1, endsAt - performance.now());
    const settled = await this.#bridge.callWithin(leftMs, 'settled', ticket);
    if (settled.timely && !('waits' in settled.result)) return evaluationFrom(settled.result, interrupted);
    this.#bridge.tell('giveUp', ticket);
    return failed('TimeoutError', `The promise was not settled within ${timeoutMs} ms.`);
  }
}

function evaluationFrom(ran: Exclude<Ran, { waits: true }>, interrupted: boolean): Evaluation {
  return 'failure' in ran ? ran.failure : evaluationOf(ran.described, interrupted);
}

// The box of an expression that was compiled and run without a side effect; or why it cannot be.
async function readSlot({ inspection, slot }: Held): Promise<RemoteValue | { readonly why: string }> {
  const compiled = await inspection.evaluate(`${slot}.compile()`, { timeout: ownMs });
  if (compiled.exceptionDetails) return whyUnread(compiled);
  try {
    const options = { timeout: ownMs, throwOnSideEffect: true, objectGroup: group };
    const { result, exceptionDetails } = await inspection.evaluate(`${slot}.thunk()`, options);
    return exceptionDetails ? whyUnread({ result, exceptionDetails }) : result;
  } catch (error) {
    return { why: endedBy(error, ownMs).error.message };
  }
}

function whyUnread({ exceptionDetails }: Outcome): { readonly why: string } {
  const known = failureOf(exceptionDetails?.exception);
  if (!known) return { why: 'It throws something that is no error.' };
  const { name, message } = known.error;
  return { why: known === sideEffect ? message : `${name}: ${message}.` };
}

// The names of the module that a read uses.
function captures({ names }: Expression, inModule: ReadonlySet<string>): string[] {
  return [...names.used].filter((name) => inModule.has(name));
}

function isAssigned({ names }: Expression, name: string): boolean {
  return names.assigned.has(name) && !names.declared.has(name);
}

// What is declared, and what was declared before and is set anew.
function keeps({ declares, names }: Expression, takes: readonly { readonly name: string }[]): string[] {
  const again = takes.map(({ name }) => name).filter((name) => names.assigned.has(name) && !/^[_$]/.test(name));
  return [...new Set([...declares, ...again])];
}
