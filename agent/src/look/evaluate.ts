import type { Evaluation } from '@suture/protocol/values.js';
import { type Bridge, within } from '../bridge/agent-end.ts';
import type { Thunk } from '../bridge/messages.ts';
import { limits } from '../limits.ts';
import type { KnownModule } from '../plan/loaded-source.ts';
import { type Answer, done, refuse } from '../serve/answer.ts';
import { type Expression, readExpression } from './expression.ts';
import { group, type Held, Holding, leased, ownMs } from './holding.ts';
import { evaluateInFrame } from './in-frame.ts';
import type { Outcome, RemoteValue } from './inspection.ts';
import { topLevelNames } from './names-used.ts';
import { describeBox, describeThrown, endedBy, runThunk, startScript } from './outcome.ts';
import type { EvaluationSession } from './session.ts';
import { failed, sideEffect } from './thrown.ts';

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
  /** How many evaluations had a promise to wait for. */
  #awaited = 0;

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
    if (!read.ok) return refuse('bad_request', read.message);
    const names = namesIn(module);
    const captured = module && captures(read.expression, names);
    const taken = session?.uses(read.expression, module?.url ?? '', names, false);
    const thunk: Thunk = { url: module?.url, code: read.expression.thunk(), captured, session: taken };
    const held = await this.#holding.hold(thunk, true, async (holding): Promise<Answer<T>> => {
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
  atSafePoint<T>(use: (held: Held) => Promise<T>, whenStuck = true): Promise<Answer<T>> {
    return this.#holding.hold(null, whenStuck, use);
  }

  /** Lets go of what the main thread keeps for a shell that has left. */
  forget({ id }: EvaluationSession): void {
    void this.#bridge.call('forget', id);
  }

  /** Closes the inspector session; the next evaluation opens one. */
  close(): void {
    this.#holding.close();
  }

  async #run(
    expression: Expression,
    captured: readonly string[] | undefined,
    names: ReadonlySet<string>,
    { module, write, timeoutMs, whenStuck, session, peeks = false }: ToEvaluate,
  ): Promise<Answer<Evaluation>> {
    const endsAt = performance.now() + timeoutMs;
    const leftMs = (): number => Math.max(1, Math.ceil(endsAt - performance.now()));
    const scope = module?.url ?? '';
    const taken = session?.uses(expression, scope, names, !peeks);
    // What a script declares stays declared; a module's scope cannot be added to, so the session keeps that.
    const asScript = write && !module && expression.declares.length > 0 && (taken?.takes.length ?? 0) === 0;
    const saved = session && !asScript && !peeks ? keeps(expression, taken?.takes ?? []) : [];
    const thunk = {
      url: module?.url,
      code: expression.thunk(saved),
      captured,
      name: expression.name,
      session: taken,
    };
    // Other uses of the main thread come between a promise and its value, and let go of their own values alone.
    const awaited = `${group} awaited ${++this.#awaited}`;
    const first = await this.#holding.hold(thunk, whenStuck ?? !write, async (held) => {
      if (asScript) return { pending: await startScript(held, expression.script, timeoutMs, awaited) };
      const compiled = await held.inspection.evaluate(`${held.slot}.compile()`, { timeout: timeoutMs });
      if (compiled.exceptionDetails) return { evaluation: await describeThrown(held, compiled) };
      const outcome = await runThunk(held, write, timeoutMs, expression.awaits ? awaited : group);
      if ('ok' in outcome) return { evaluation: outcome };
      if (outcome.exceptionDetails) return { evaluation: await describeThrown(held, outcome) };
      if (!expression.awaits) return { evaluation: await describeBox(held, outcome.result) };
      const promiseObjectId = outcome.result.objectId ?? '';
      return { pending: { settled: held.inspection.post('Runtime.awaitPromise', { promiseObjectId }) } };
    });
    if (!first.ok) return first;
    const evaluated = first.result.evaluation
      ? done(first.result.evaluation)
      : await this.#describeLater(first.result.pending.settled, { ...thunk, code: '()=>{}' }, leftMs(), timeoutMs);
    if (asScript || expression.awaits) this.#holding.letGo(awaited);
    if (evaluated.ok && evaluated.result.ok && !peeks) {
      session?.declared(asScript ? expression.declares : saved, scope, asScript);
    }
    return evaluated;
  }

  async #describeLater(
    settled: Promise<unknown>,
    thunk: Thunk,
    leftMs: number,
    timeoutMs: number,
  ): Promise<Answer<Evaluation>> {
    try {
      const answer = await within(leftMs, settled);
      if (!answer.timely) {
        settled.catch(() => {});
        return done(failed('TimeoutError', `The promise was not settled within ${timeoutMs} ms.`));
      }
      const outcome = answer.result as Outcome;
      return await this.#holding.hold(thunk, false, (held) =>
        outcome.exceptionDetails ? describeThrown(held, outcome) : describeBox(held, outcome.result),
      );
    } catch (error) {
      return done(endedBy(error, timeoutMs));
    }
  }
}

function namesIn(module: Where['module']): ReadonlySet<string> {
  return module ? topLevelNames(module.running, module.format) : new Set();
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
