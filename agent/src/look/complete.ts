import type { Completion } from '@suture/protocol/completion.js';
import { type Answer, done } from '../serve/answer.ts';
import { limits } from '../limits.ts';
import { type Candidate, readPrefix } from './completion.ts';
import type { Evaluator, Where } from './evaluate.ts';
import type { Outcome } from './inspection.ts';
import { namesIn } from './module-names.ts';
import { reach } from './reach.ts';

/** Says what may follow a prefix of an expression; runs no getter and no trap. */
export async function complete(evaluator: Evaluator, where: Where, prefix: string): Promise<Answer<Completion>> {
  const { module, session } = where;
  const read = readPrefix(prefix.slice(-limits.walk.chars));
  if (!read) return done({ word: '', candidates: [] });
  const { chain, word } = read;
  const [first, ...rest] = chain;
  const names = namesIn(module);
  const variables = [...names, ...(session?.names(module?.url ?? '', names) ?? [])];
  const isVariable = first !== undefined && (variables.includes(first) || session?.isResult(first) === true);
  // A variable of the module or the session is read; everything else is a property of the global object.
  const answer = isVariable
    ? await evaluator.withValue(where, `({value: ${first}})`, (held, box) =>
        namesAt(held, box.objectId, ['value', ...rest], word),
      )
    : await evaluator
        .atSafePoint((held) => namesAt(held, undefined, chain, word))
        .then((held) => (held.ok ? held.result : held));
  const found = answer.ok ? answer.result : [];
  const own = first === undefined ? variables.filter((name) => name.startsWith(word)) : [];
  const candidates: Candidate[] = [...own.map((name) => ({ name, kind: 'variable' as const, from: '' })), ...found];
  return done({ word, candidates: candidates.slice(0, limits.candidates) });
}

async function namesAt(
  { inspection }: { inspection: { evaluate: Evaluate; post: (method: string, params: object) => Promise<unknown> } },
  objectId: string | undefined,
  chain: readonly string[],
  word: string,
): Promise<Answer<Candidate[]>> {
  const { result: to } = await inspection.evaluate(reach, { timeout: limits.inFrameMs, objectGroup: 'suture' });
  const { result } = (await inspection.post('Runtime.callFunctionOn', {
    functionDeclaration: 'function (...values) { return this.complete(...values) }',
    objectId: to.objectId,
    arguments: [objectId === undefined ? {} : { objectId }, { value: JSON.stringify(chain) }, { value: word }],
    returnByValue: true,
    silent: true,
  })) as Outcome;
  return done(typeof result.value === 'string' ? (JSON.parse(result.value) as Candidate[]) : []);
}

type Evaluate = (expression: string, options: { timeout: number; objectGroup: string }) => Promise<Outcome>;
