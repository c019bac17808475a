import type { Requests } from '@suture/protocol/requests.js';
import type { Evaluation } from '@suture/protocol/values.js';
import { ulid } from 'ulid';
import type { Channel } from '../connect/channel.ts';
import { isSameThread } from '../connect/named.ts';
import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import { words } from './words.ts';

/** How often a shell that came back asks whether an evaluation has ended. */
const askEveryMs = 300;

/** What an evaluation is asked with. */
interface Asking {
  readonly channel: Channel;
  /** Ends with the next connection to the process. */
  readonly regained: () => Promise<Channel>;
  /** Told that the answer is waited for although the connection is lost. */
  readonly lost: () => void;
}

/**
 * Evaluates, and when the connection is lost before the answer came, fetches it over the next one. Nothing is evaluated twice:
 * where the process knows nothing of it any more, a write is a `Failure` with the code `outcome_unknown`.
 */
export async function askEvaluation(params: Requests['evaluate']['params'], asking: Asking): Promise<Evaluation> {
  const ticket = ulid();
  const timeoutMs = params.timeoutMs + limits.answerMs;
  let { channel } = asking;
  try {
    return await channel.call('evaluate', { ...params, ticket }, { timeoutMs });
  } catch (error) {
    // What was never sent is certain not to have run.
    if (!(error instanceof Failure) || error.code !== 'connection_lost') throw error;
    asking.lost();
    for (;;) {
      const before = channel.greeting;
      channel = await asking.regained();
      if (!isSameThread(channel.greeting, before)) throw unknown(params.write, words.otherProcess, error);
      const kept = await fetchAnswer(channel, ticket);
      if (kept === 'lost') continue;
      if (kept === 'unknown') throw unknown(params.write, words.notKnownThere, error);
      return kept;
    }
  }
}

async function fetchAnswer(channel: Channel, ticket: string): Promise<Evaluation | 'lost' | 'unknown'> {
  for (;;) {
    try {
      const kept = await channel.call('answerOf', { ticket });
      if (kept.state === 'done') return kept.evaluation;
      if (kept.state === 'unknown') return 'unknown';
    } catch (error) {
      if (isLost(error)) return 'lost';
      // An older agent keeps nothing.
      if (error instanceof Failure && error.code === 'unknown_method') return 'unknown';
      throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
}

function isLost(error: unknown): boolean {
  return error instanceof Failure && (error.code === 'connection_lost' || error.code === 'not_connected');
}

function unknown(write: boolean, why: string, cause: unknown): Failure {
  if (!write) {
    return new Failure('answer_lost', `The answer was lost with the connection; ${why}.`, {
      hint: 'It only read: ask again.',
      exit: 'unreachable',
      cause,
    });
  }
  return new Failure(
    'outcome_unknown',
    `Whether this was carried out is not known: the connection was lost, and ${why}.`,
    {
      hint: 'It is not sent again by itself. Look at what it was to change first.',
      exit: 'unknownOutcome',
      cause,
    },
  );
}
