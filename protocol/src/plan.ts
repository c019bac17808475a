import * as v from 'valibot';
import { type Lacking, lackingSchema } from './lacking.ts';
import { type MigrationPlan, migrationPlanSchema } from './migration.ts';
import { type Remark, remarkSchema } from './remark.ts';
import { type Tryout, tryoutEntries } from './trial.ts';

export type { Remark } from './remark.ts';

/** What one change of an edit does to the process. */
export type ChangeKind =
  | 'body' // a function, method, accessor or constructor gets a new body
  | 'added' // a top-level function, class, constant or import that is new
  | 'removed' // a top-level binding or a member that is gone
  | 'constant' // a top-level constant gets a new value
  | 'rebound' // unchanged text, made again because it reads something that changed
  | 'member' // a method or accessor that is new on a class with live instances
  | 'export'; // an exported name whose value is set anew

/** The kinds, for schemas and help. */
export const changeKinds: readonly ChangeKind[] = [
  'body',
  'added',
  'removed',
  'constant',
  'rebound',
  'member',
  'export',
];

/** One thing that a patch would change. */
export interface Change {
  readonly kind: ChangeKind;
  /** The function or binding, as a path: `price`, `Cart.total`, `build > onRequest`. */
  readonly function: string;
  /** 1-based line in the new source. */
  readonly line: number;
  /** 1-based column of that line. */
  readonly column?: number | undefined;
  /** What follows from it, where that is not plain from the kind. */
  readonly note?: string | undefined;
}

/** What a patch would do to one module. */
export interface ModulePlan {
  /** Path of the module below the root of the process. */
  readonly path: string;
  readonly url: string;
  /** The version that the plan was made from; loading it onto any other is a conflict. */
  readonly version: number;
  readonly changes: readonly Change[];
  readonly refusals: readonly Remark[];
  readonly warnings: readonly Remark[];
  /** Classes whose live instances lack a field that the patch brings. */
  readonly lacking?: readonly Lacking[] | undefined;
}

/** What an edit would do to a process: data, printable, no effect. How it would be tried out is said again. */
export interface Plan extends Tryout {
  /** True when no module has a refusal and at least one has a change. */
  readonly applicable: boolean;
  readonly modules: readonly ModulePlan[];
  /** What becomes of live state, where the patch brings something for it. */
  readonly migration?: MigrationPlan | undefined;
}

/** One module of an edit: the JavaScript that is to run, and what it was made from. */
export interface ModuleEdit {
  /** URL of the loaded module, as `modules` reports it. */
  readonly url: string;
  /** The whole new source as JavaScript. */
  readonly source: string;
  /** The version that the edit was made from, as `modules` reports it. */
  readonly version: number;
  /** A source map of the source (ECMA-426, JSON), its sources relative to the module; left out for one inside of it. */
  readonly map?: string | undefined;
}

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const change: v.GenericSchema<Change> = v.object({
  kind: v.picklist(changeKinds),
  function: text,
  line: count,
  column: v.optional(count),
  note: v.optional(text),
});

/** Checks a {@link ModuleEdit}. */
export const moduleEditSchema: v.GenericSchema<ModuleEdit> = v.object({
  url: text,
  source: text,
  version: count,
  map: v.optional(text),
});

/** Checks a {@link Plan}. */
export const planSchema: v.GenericSchema<Plan> = v.object({
  ...tryoutEntries,
  applicable: v.boolean(),
  modules: v.array(
    v.object({
      path: text,
      url: text,
      version: count,
      changes: v.array(change),
      refusals: v.array(remarkSchema),
      warnings: v.array(remarkSchema),
      lacking: v.optional(v.array(lackingSchema)),
    }),
  ),
  migration: v.optional(migrationPlanSchema),
});
