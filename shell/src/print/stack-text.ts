import type { Stack } from '@suture/protocol/stack.js';
import type { MappedFrame } from '../source/map-frames.ts';
import { milliseconds, unanswered } from './figures.ts';
import type { Paint } from './paint.ts';
import { sanitizeLine } from './sanitize.ts';
import { threadFirst, threadName } from './thread-name.ts';

/** Writes the calls that are under way in a thread, the innermost first; numbers are those that `interrupt --frame` takes. */
export function stackText(
  stack: Omit<Stack, 'frames'> & { frames: readonly MappedFrame[] },
  thread: number | undefined,
  paint: Paint,
): string {
  const who = threadFirst(thread);
  if (!stack.running) return `${who} runs nothing of the application now.`;
  const held = `Looked for ${milliseconds(stack.pauseMs)}.`;
  const first =
    stack.stuckMs > 0
      ? `${paint('bad', 'STUCK')}: ${threadName(thread)} has not answered for ${unanswered(stack.stuckMs)}. ${held}`
      : `${who} is at work. ${held}`;
  const isGone = stack.frames.some(
    ({ internal, locals }) => !internal && locals.some(({ text }) => text === 'undefined'),
  );
  return [
    first,
    ...stack.frames.flatMap((frame, number) => frameLines(frame, number, paint)),
    // V8 does not tell the two apart (`IsOptimizedOut` in its scope iterator).
    ...(isGone ? [paint('quiet', 'undefined: or optimised code does not need the variable any more.')] : []),
  ].join('\n');
}

function frameLines(frame: MappedFrame, number: number, paint: Paint): string[] {
  const name = sanitizeLine(frame.function || '(anonymous)');
  const place = `${sanitizeLine(frame.path)}:${frame.line}:${frame.column}`;
  const patch = frame.patch === undefined ? '' : `  patch ${sanitizeLine(frame.patch)}`;
  const line = `${String(number).padStart(3)}  ${name}  ${place}${patch}`;
  if (frame.internal) return [paint('quiet', line)];
  const width = Math.max(0, ...frame.locals.map((local) => local.name.length));
  const locals = frame.locals.map(
    (local) =>
      `       ${sanitizeLine(local.name).padEnd(width)} = ${short(sanitizeLine(local.text).replace(/ {2,}/g, ' '))}`,
  );
  return [line, ...locals];
}

// All of it is in --json.
function short(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
