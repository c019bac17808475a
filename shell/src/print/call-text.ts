import type { WatchedCall } from '@suture/protocol/watch.js';
import { milliseconds } from './figures.ts';
import type { Paint } from './paint.ts';
import { sanitizeLine } from './sanitize.ts';

/** Writes one call in a line: when, arguments, outcome, time, caller. */
export function callText(call: Omit<WatchedCall, 'watch'>, paint: Paint): string {
  const number = call.recording === undefined ? '' : paint('quiet', `  #${call.recording}`);
  const outcome =
    call.error === undefined ? `→ ${sanitizeLine(call.result ?? '')}` : paint('bad', `✗ ${sanitizeLine(call.error)}`);
  const caller = call.caller === undefined ? '' : paint('quiet', `  by ${sanitizeLine(call.caller)}`);
  const time = call.at.slice(11, 23);
  if (call.locals) {
    const locals = call.locals.map(({ name, text }) => `${sanitizeLine(name)} = ${sanitizeLine(text)}`).join(', ');
    return `${paint('quiet', time)}  line ${call.line ?? '?'}: ${locals}${caller}`;
  }
  return `${paint('quiet', time)}  (${call.args.map(sanitizeLine).join(', ')}) ${outcome}  ${milliseconds(call.ms)}${caller}${number}`;
}
