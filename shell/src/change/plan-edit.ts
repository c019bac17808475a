import type { Change, ModulePlan, Plan, Remark } from '@suture/protocol/plan.js';
import type { Tryout } from '@suture/protocol/trial.js';
import type { Channel } from '../connect/channel.ts';
import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import type { EditRequest } from '../source/prepare.ts';
import { type MigrationFile, placeMigration } from './migration.ts';
import type { PreparedEdit } from '../source/prepared.ts';
import { withPlaces } from './named-places.ts';

/** Where something stands in the repository; `line` beside it is a line of this file. */
interface Where {
  /** Below the root of the repository; the path of the running module where the line has no source. */
  readonly path: string;
}

/** One change of a plan, in lines of the repository's source. */
export type ReadableChange = Change & Where;

/** What a patch would do to one module, in lines of the repository's source. */
export interface ReadableModulePlan extends ModulePlan {
  readonly changes: readonly ReadableChange[];
  readonly refusals: readonly (Remark & Where)[];
  readonly warnings: readonly (Remark & Where)[];
}

/** A plan in lines of the repository's source. */
export interface ReadablePlan extends Plan {
  readonly modules: readonly ReadableModulePlan[];
}

/** An edit, and what it would do to the process. */
export interface PlannedEdit {
  readonly checkout: string;
  readonly edit: PreparedEdit;
  readonly plan: ReadablePlan;
  /** How it is going to be tried out; left out when it is not. */
  readonly tryout?: Tryout;
  /** What the journal of the process ended with; empty before its first entry. */
  readonly head?: string;
}

/** What an edit is loaded with, beside its files. */
export interface HowPlanned {
  readonly migrationFile?: MigrationFile | undefined;
  readonly tryout?: Tryout | undefined;
}

/** Compiles and checks an edit and asks the process what it would do; changes nothing. */
export async function planEdit(
  channel: Channel,
  request: EditRequest,
  { migrationFile, tryout = {} }: HowPlanned = {},
): Promise<PlannedEdit> {
  const { prepareEdit } = await import('../source/prepare.ts');
  const prepared = await prepareEdit(request, channel);
  const modules = [...prepared.modules];
  const migration = migrationFile && placeMigration(migrationFile, modules);
  const plan = await channel.call('plan', { modules, migration, ...tryout }, { timeoutMs: limits.planMs });
  if (migration && !plan.migration) {
    throw new Failure('bad_migration', 'The agent of this process knows no migrations.', {
      hint: 'Update @suture/agent in the service, or patch without --migrate.',
      exit: 'no',
    });
  }
  if ((tryout.canary && !plan.canary) || (tryout.probation && !plan.probation)) throw cannotTry(channel);
  const edit = migration ? { ...prepared, origin: { ...prepared.origin, migration } } : prepared;
  return {
    checkout: request.checkout,
    edit,
    plan: await withPlaces(channel, readable(plan, edit)),
    tryout,
    head: await headOf(channel),
  };
}

/** An older agent would load it for every call, and watch nothing. */
function cannotTry({ greeting: { name, agent } }: Channel): Failure {
  return new Failure('unknown_method', `The agent of ${name} (${agent}) knows neither canary nor probation.`, {
    hint: 'Update @suture/agent in the service, or leave --canary and --probation out.',
    exit: 'no',
  });
}

/** The commit of the next patch vouches for the journal as it is now. An older agent has no answer. */
async function headOf(channel: Channel): Promise<string> {
  try {
    return (await channel.call('head', {})).head;
  } catch (error) {
    if (error instanceof Failure && error.code === 'unknown_method') return '';
    throw error;
  }
}

/** What to do about a refusal: some say themselves how a migration makes up for it. */
function hintFor(reason: string): string {
  return reason.includes('--migrate')
    ? 'Write the migration that it names (docs/MIGRATION.md), or leave that part out, then plan again.'
    : 'Leave that part out or change it another way, then plan again.';
}

/** Says why an edit may not be loaded; undefined when it may. */
export function refusalOf({ plan, edit }: PlannedEdit, acceptTypes: boolean): Failure | undefined {
  const details = { plan, types: edit.types };
  if (!plan.applicable) {
    const ofMigration = plan.migration?.refusals.map((one) => ({ ...one, path: plan.migration?.path ?? '' }));
    const [first] = [...plan.modules.flatMap(({ refusals }) => refusals), ...(ofMigration ?? [])];
    const why = first ? `${first.path}:${first.line}: ${first.reason}` : 'it changes nothing that runs.';
    return new Failure('plan_refused', `The edit cannot be loaded: ${why}`, {
      hint: first ? hintFor(first.reason) : 'Was the file saved?',
      exit: 'no',
      details,
    });
  }
  if (!edit.types.ok && !acceptTypes) {
    const [first] = edit.types.diagnostics;
    const what = first ? `${first.path}:${first.line}: ${first.code} ${first.message}` : 'the type check failed.';
    return new Failure('types_refused', `The edit does not fit the types: ${what}`, {
      hint: 'Correct it, or load it all the same with --no-types.',
      exit: 'no',
      details,
    });
  }
  return undefined;
}

function readable(plan: Plan, edit: PreparedEdit): ReadablePlan {
  return {
    ...plan,
    modules: plan.modules.map((module) => {
      const place = <T extends { readonly line: number; readonly column?: number | undefined }>(
        thing: T,
      ): T & Where => {
        const original = edit.original(module.url, thing.line, thing.column);
        return { ...thing, ...(original ?? { path: module.path }) };
      };
      return {
        ...module,
        changes: module.changes.map(place),
        refusals: module.refusals.map(place),
        warnings: module.warnings.map(place),
      };
    }),
  };
}
