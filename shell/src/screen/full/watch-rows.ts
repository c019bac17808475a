import type { WatchedCall, WatchEnded, Watching } from '@suture/protocol/watch.js';
import { count, duration, milliseconds } from '../../print/figures.ts';
import stringWidth from 'string-width';
import { costText } from '../../print/cost-text.ts';
import { sanitizeLine } from '../../print/sanitize.ts';
import { type Printed, say } from '../theme.ts';
import { failureRows } from './as-failure.ts';
import { cut, fold, textOf } from './row.ts';
import type { Page } from './view.ts';

/**
 * A watch:
 *
 *     beginning ──answer──▶ running ──count, time, s──▶ ended
 *         └──refusal──▶ failed       └──connection lost──▶ failed
 */
export interface Watched {
  readonly is: 'beginning' | 'running' | 'ended' | 'failed';
  readonly watching?: Watching | undefined;
  readonly beganAt: number;
  readonly calls: readonly WatchedCall[];
  /** Something to know while it runs. */
  readonly note?: string | undefined;
  readonly ended?: WatchEnded | undefined;
  readonly failed?: { readonly message: string; readonly hint: string } | undefined;
  /** Rows that are shown while the display is held: as many as there were. */
  readonly held?: number | undefined;
}

/** Calls as they happen, the newest at the foot; how many there are a second, and until when. */
export function watchPage(watched: Watched, columns: number, now: number): Page {
  const { calls, held } = watched;
  const shown = held === undefined ? calls : calls.slice(0, held);
  const body =
    shown.length === 0 && watched.is === 'running'
      ? [say('no call yet …', 'muted')]
      : shown.map((call) => callRow(call, columns));
  return { head: headOf(watched, columns, now), body, foot: [], marks: shown.length > 0, follows: held === undefined };
}

/** One call in full: each argument, the outcome, the caller. */
export function callRows(call: WatchedCall, columns: number): Printed[] {
  const facts: [string, string][] = [
    ['call', `${call.call} at ${call.at}`],
    ...call.args.map((text, index): [string, string] => [`args[${index}]`, text]),
    ...(call.locals ?? []).map(({ name, text }): [string, string] => [name, text]),
    ...(call.result === undefined ? [] : [['result', call.result] as [string, string]]),
    ...(call.error === undefined ? [] : [['error', call.error] as [string, string]]),
    ['took', milliseconds(call.ms)],
    ...(call.caller === undefined ? [] : [['by', call.caller] as [string, string]]),
    ...(call.recording === undefined
      ? []
      : [['kept', `as #${call.recording}; :replay ${call.recording} --plan makes it once more`] as [string, string]]),
  ];
  return facts.flatMap(([name, text]) =>
    text.split('\n').flatMap((line, number) =>
      fold(sanitizeLine(line), Math.max(8, columns - 13)).map(
        (row, index): Printed => [
          { text: ` ${(index === 0 && number === 0 ? sanitizeLine(name) : '').padEnd(10)}`, tone: 'muted' },
          { text: row, tone: name === 'error' ? 'refused' : 'plain' },
        ],
      ),
    ),
  );
}

function headOf(
  { is, watching, beganAt, calls, note, ended, failed, held }: Watched,
  columns: number,
  now: number,
): Printed[] {
  if (failed !== undefined) return failureRows(failed, columns);
  if (watching === undefined) return [say(' asking the process …', 'muted')];
  const seen = calls.at(-1)?.call ?? 0;
  const rate = seen / Math.max(1, (now - beganAt) / 1000);
  const what = `${sanitizeLine(watching.function)} (${sanitizeLine(watching.path)}:${watching.line})`;
  if (is === 'ended' && ended !== undefined) {
    const text = ` ${count(ended.calls, 'call')}, ${ended.shown} shown.${costText(ended)} ${sanitizeLine(ended.note)}`;
    return [say(` ${what}`, 'strong'), say(text.trimEnd(), 'warning'), []];
  }
  const left = Math.max(0, watching.forMs - (now - beganAt));
  const text = ` ${rate < 10 ? rate.toFixed(1) : Math.round(rate)} calls/s, ${calls.length} of at most ${watching.count} shown, ends in ${duration(left)}`;
  const tail = held === undefined ? '' : `   held; ${calls.length - held} more came`;
  return [
    say(` ${what}`, 'strong'),
    [
      { text, tone: 'good' },
      { text: tail, tone: 'warning' },
    ],
    note === undefined ? [] : say(` ${sanitizeLine(note)}`, 'warning'),
  ];
}

const columnsForTime = 60;

/** Arguments and outcome share the row: a long argument must not push out what came of the call. */
function callRow(call: WatchedCall, columns: number): Printed {
  const time: Printed = columns < columnsForTime ? [] : [{ text: `${call.at.slice(11, 23)}  `, tone: 'muted' }];
  const caller = call.caller === undefined ? '' : `  by ${oneLine(call.caller)}`;
  if (call.locals !== undefined) {
    const locals = call.locals.map(({ name, text }) => `${oneLine(name)} = ${oneLine(text)}`).join(', ');
    return [...time, { text: `line ${call.line ?? '?'}: ${locals}` }, { text: caller, tone: 'muted' }];
  }
  const failed = call.error !== undefined;
  const outcome = failed ? `✗ ${oneLine(call.error)}` : `→ ${oneLine(call.result ?? '')}`;
  // By its number a call is replayed.
  const number = call.recording === undefined ? '' : `#${call.recording}  `;
  const took = columns < columnsForTime ? '' : `${milliseconds(call.ms).padStart(10)}  ${number}`;
  // The mark, a blank before the outcome, and the column that stays free.
  const taken = 4 + stringWidth(textOf(time) + took) + Math.min(stringWidth(outcome), Math.floor(columns * 0.4));
  const room = Math.max(8, columns - taken);
  const given = textOf(cut(say(`(${call.args.map(oneLine).join(', ')})`), room));
  return [
    ...time,
    { text: took },
    { text: `${given} ` },
    { text: outcome, tone: failed ? 'refused' : 'good' },
    { text: caller, tone: 'muted' },
  ];
}

function oneLine(text: string): string {
  return sanitizeLine(text).replace(/ {2,}/g, ' ');
}
