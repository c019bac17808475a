import type { Completion } from '@suture/protocol/completion.js';
import { type Answer, done } from '../serve/answer.ts';
import { limits } from '../limits.ts';
import { callIn } from './call-in.ts';
import { type Candidate, readPrefix } from './completion.ts';
import type { Evaluator, Where } from './evaluate.ts';
import type { Held } from './holding.ts';
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
  { inspection }: Held,
  objectId: string | undefined,
  chain: readonly string[],
  word: string,
): Promise<Answer<Candidate[]>> {
  const start = objectId === undefined ? {} : { objectId };
  const names = await callIn(inspection, reach, 'complete', [start, { value: JSON.stringify(chain) }, { value: word }]);
  return done(typeof names.value === 'string' ? (JSON.parse(names.value) as Candidate[]) : []);
}
