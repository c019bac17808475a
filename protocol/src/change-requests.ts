import * as v from 'valibot';
import { type Consequences, type ConsequencesParams, consequencesSchema } from './consequences.ts';
import { type Person, personSchema } from './ledger.ts';
import { type Migration, migrationSchema } from './migration.ts';
import {
  type Loaded,
  loadedSchema,
  type Patch,
  type PatchOrigin,
  type PatchRecord,
  type PatchState,
  patchIdSchema,
  patchOriginSchema,
  patchRecordSchema,
  patchSchema,
  patchStateSchema,
} from './patch.ts';
import { type ModuleEdit, moduleEditSchema, type Plan, planSchema } from './plan.ts';
import { type LeftBehind, leftBehindSchema } from './remark.ts';
import { nothing, text, type RequestTable } from './request-table.ts';
import { type Tryout, tryoutEntries } from './trial.ts';

/** Requests about changing running code. */
export interface ChangeRequests {
  plan: { params: { modules: ModuleEdit[]; migration?: Migration | undefined } & Tryout; result: Plan };
  consequences: { params: ConsequencesParams; result: Consequences };
  load: { params: { id: string; modules: ModuleEdit[]; origin: PatchOrigin } & Tryout; result: Loaded };
  patches: { params: Record<string, never>; result: Patch[] };
  origin: { params: { id: string }; result: PatchOrigin };
  rollback: {
    params: { id: string; by?: Person | undefined; why?: string | undefined };
    /** `note` says what went wrong beside it, `left` what stays as the patch made it. */
    result: {
      id: string;
      state: PatchState;
      note?: string | undefined;
      left?: readonly LeftBehind[] | undefined;
    };
  };
  promote: {
    params: { id: string; by?: Person | undefined; why?: string | undefined };
    result: { id: string; state: PatchState };
  };
  record: { params: { id: string; record: PatchRecord }; result: PatchRecord };
}

/** The table of {@link ChangeRequests}. */
export const changeRequests: RequestTable<ChangeRequests> = {
  plan: {
    params: v.object({ modules: v.array(moduleEditSchema), migration: v.optional(migrationSchema), ...tryoutEntries }),
    result: planSchema,
    role: 'observer',
    does: 'Says what an edit would do; changes nothing.',
  },
  consequences: {
    params: v.object({ modules: v.array(moduleEditSchema) }),
    result: consequencesSchema,
    role: 'observer',
    does: 'Says who uses what an edit would change, and which calls of it are under way; changes nothing.',
  },
  load: {
    params: v.object({
      id: patchIdSchema,
      modules: v.array(moduleEditSchema),
      origin: patchOriginSchema,
      ...tryoutEntries,
    }),
    result: loadedSchema,
    role: 'operator',
    does: 'Journals a patch and loads it in one turn of the event loop; a probation is preceded by a look at how things are.',
  },
  patches: { params: nothing, result: v.array(patchSchema), role: 'observer', does: 'Lists the patches, newest last.' },
  origin: {
    params: v.object({ id: patchIdSchema }),
    result: patchOriginSchema,
    role: 'observer',
    does: 'Gives everything that the record of a patch is made from.',
  },
  rollback: {
    params: v.object({ id: patchIdSchema, by: v.optional(personSchema), why: v.optional(text) }),
    result: v.object({
      id: patchIdSchema,
      state: patchStateSchema,
      note: v.optional(text),
      left: v.optional(v.array(leftBehindSchema)),
    }),
    role: 'operator',
    does: 'Takes a patch out again.',
  },
  promote: {
    params: v.object({ id: patchIdSchema, by: v.optional(personSchema), why: v.optional(text) }),
    result: v.object({ id: patchIdSchema, state: patchStateSchema }),
    role: 'operator',
    does: 'Gives a canary to every call.',
  },
  record: {
    params: v.object({ id: patchIdSchema, record: patchRecordSchema }),
    result: patchRecordSchema,
    role: 'operator',
    does: 'Tells the agent how far the record of a patch has come.',
  },
};
