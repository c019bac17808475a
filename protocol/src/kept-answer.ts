import * as v from 'valibot';
import { type Evaluation, evaluationSchema } from './values.ts';

/** What is known of an evaluation whose answer may not have reached its shell. */
export type KeptAnswer =
  | { readonly state: 'running' }
  | { readonly state: 'done'; readonly evaluation: Evaluation }
  /** It was refused before it began, or its request never came, or it was long ago. */
  | { readonly state: 'unknown' };

/** Checks a {@link KeptAnswer}. */
export const keptAnswerSchema: v.GenericSchema<KeptAnswer> = v.variant('state', [
  v.object({ state: v.literal('running') }),
  v.object({ state: v.literal('done'), evaluation: evaluationSchema }),
  v.object({ state: v.literal('unknown') }),
]);

/** Checks the name under which an answer is kept. */
export const ticketSchema: v.GenericSchema<string> = v.pipe(v.string(), v.minLength(20), v.maxLength(64));
