import { Failure } from '../../failure.ts';
import { sanitizeLine } from '../../print/sanitize.ts';
import { type Printed, say, type Tone } from '../theme.ts';
import { wrap } from './row.ts';
import { reasonOf } from '../../reason-of.ts';

/** Turns anything that was thrown into a failure that can be shown. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure('bug', `A bug in suture: ${reasonOf(error)}`, {
    hint: 'Please report it with this text.',
    exit: 'no',
    cause: error,
  });
}

/** An error and its hint, as rows. */
export function failureRows({ message, hint }: { message: string; hint: string }, columns: number): Printed[] {
  return [...wrapped(`Error: ${message}`, columns, 'refused'), ...wrapped(`Hint: ${hint}`, columns, 'muted')];
}

/** A sentence in as many rows as it needs. */
export function wrapped(text: string, columns: number, tone: Tone): Printed[] {
  return wrap(sanitizeLine(text).trim(), Math.max(8, columns - 3)).map((row) => say(` ${row}`, tone));
}
