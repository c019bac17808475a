import type { Replayed } from '@suture/protocol/replay.js';
import type { Evaluation } from '@suture/protocol/values.js';
import type { Paint } from './paint.ts';
import { sanitize, sanitizeLine } from './sanitize.ts';

/** Writes a replay: the call, what came of it then, what comes of it now, and what would with the plan. */
export function replayText({ recorded, now, planned, itself }: Replayed, paint: Paint): string {
  const { function: name, path, line, args, at, result, error } = recorded;
  const then = error === undefined ? sanitize(result ?? '') : paint('bad', `✗ ${sanitize(error)}`);
  const isRefused = [now, planned].some((one) => !one.ok && /side.?effect/i.test(one.error.message));
  const lines = [
    paint('strong', sanitizeLine(`${name}(${args.join(', ')})`)) + paint('quiet', `  ${sanitizeLine(path)}:${line}`),
    `recorded ${at.slice(11, 19)}  ${then}`,
    `running now        ${shown(now, paint)}`,
    `with the plan      ${shown(planned, paint)}`,
    isRefused ? 'What the plan changes about this call is not known.' : difference(textOf(now), textOf(planned)),
    ...itself.map(({ what, why }) => `Note: ${what} is no copy (${sanitizeLine(why)}): it is taken as it is now.`),
  ];
  if (isRefused)
    lines.push(
      'It has side effects, or reads what V8 cannot tell from one; --write -m WHY makes the call all the same.',
    );
  return lines.join('\n');
}

function difference(now: string, planned: string): string {
  if (now !== planned) return 'The plan changes what comes of this call.';
  // What the budget of the walker has left out may differ.
  const isWhole = !/…|\.\.\. \d+ more|\[(Array|Object|[A-Z]\w*)\]/.test(now);
  return `The plan changes nothing ${isWhole ? 'about' : 'that is shown of'} this call.`;
}

function textOf(evaluation: Evaluation): string {
  return evaluation.ok ? evaluation.text : `${evaluation.error.name}: ${evaluation.error.message}`;
}

function shown(evaluation: Evaluation, paint: Paint): string {
  const text = sanitize(textOf(evaluation));
  return evaluation.ok ? text : paint('bad', `✗ ${text}`);
}
