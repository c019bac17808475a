import * as v from 'valibot';
import { type Remark, remarkSchema } from './remark.ts';

/** What brings live state into the form that a patch expects, and back. */
export interface Migration {
  /** The module of the patch in whose scope it runs; it sees bindings that are not exported. */
  readonly url: string;
  /** The file that it comes from, as a person names it. */
  readonly path: string;
  /** JavaScript that declares a function `up`, and a function `down` that undoes it. */
  readonly source: string;
}

/** What a plan says of a migration. */
export interface MigrationPlan {
  readonly path: string;
  /** Whether it says how to go back. */
  readonly down: boolean;
  /** What stands in the way; lines are those of the migration's file. */
  readonly refusals: readonly Remark[];
  readonly warnings: readonly Remark[];
}

/** Checks a {@link Migration}. */
export const migrationSchema: v.GenericSchema<Migration> = v.object({
  url: v.string(),
  path: v.string(),
  source: v.string(),
});

/** Checks a {@link MigrationPlan}. */
export const migrationPlanSchema: v.GenericSchema<MigrationPlan> = v.object({
  path: v.string(),
  down: v.boolean(),
  refusals: v.array(remarkSchema),
  warnings: v.array(remarkSchema),
});
