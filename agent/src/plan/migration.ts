import type { Migration, MigrationPlan } from '@suture/protocol/migration.js';
import type { Remark } from '@suture/protocol/plan.js';
import type { Tryout } from '@suture/protocol/trial.js';
import type { AnyNode, Function as FunctionNode } from 'acorn';
import type { MigrationProgram } from '../swap/program.ts';
import { Edits } from '../syntax/edits.ts';
import { Lines } from '../syntax/lines.ts';
import { parse } from '../syntax/parse.ts';
import type { Covers } from './delta.ts';
import type { Prepared } from './prepared.ts';

/** What is known of a migration: what stands in the way of it, or the code that runs. */
export interface ReadMigration {
  readonly plan: MigrationPlan;
  /** Evaluates to `() => { up, down }`; undefined when something stands in the way. */
  readonly code?: string | undefined;
}

/** The functions that a statement declares, by name. */
function declaredFunctions(statement: AnyNode): [name: string, node: FunctionNode][] {
  if (statement.type === 'FunctionDeclaration') return [[statement.id?.name ?? '', statement]];
  if (statement.type !== 'VariableDeclaration') return [];
  return statement.declarations.flatMap(({ id, init }): [string, FunctionNode][] =>
    id.type === 'Identifier' && (init?.type === 'ArrowFunctionExpression' || init?.type === 'FunctionExpression')
      ? [[id.name, init]]
      : [],
  );
}

/** Reads the file of a migration. `modules` are those that the patch changes. Pure. */
export function readMigration(
  { url, path, source }: Migration,
  modules: readonly string[],
  tryout: Tryout = {},
): ReadMigration {
  const refusals: Remark[] = [];
  const warnings: Remark[] = [];
  const functions = new Map<string, FunctionNode>();
  const lines = new Lines(source);
  const refuse = (reason: string, node?: { readonly start: number }, name = ''): void => {
    refusals.push({ reason, function: name, line: node ? lines.at(node.start).line : 1 });
  };
  const edits = new Edits(source);
  const parsed = parse(source, 'module');
  if (!parsed.ok) refusals.push({ reason: `It is not JavaScript: ${parsed.reason}.`, function: '', line: parsed.line });
  for (const statement of parsed.ok ? parsed.program.body : []) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (!declaration || !/^(Function|Variable|Class)Declaration$|^EmptyStatement$/.test(declaration.type)) {
      const reason =
        'A migration only declares: what is to be done stands in `up` and `down`, and they see what their module sees.';
      refuse(reason, statement);
      continue;
    }
    // Evaluated inside of its module, it exports nothing; the lines stay where they are.
    if (declaration !== statement)
      edits.replace(statement.start, declaration.start, ' '.repeat(declaration.start - statement.start));
    for (const [name, node] of declaredFunctions(declaration)) functions.set(name, node);
  }
  for (const name of ['up', 'down']) {
    const node = functions.get(name);
    if (node?.async || node?.generator)
      refuse('It runs within one turn of the event loop, and cannot wait for anything.', node, name);
  }
  if (parsed.ok && !functions.has('up')) refuse('It declares no function `up`.');
  if (tryout.canary)
    refuse('The former code goes on running beside a canary, and would meet state that it does not know.');
  if (!modules.includes(url)) refuse('It runs in a module that the patch does not change.');
  if (parsed.ok && !functions.has('down')) {
    const reason = 'It declares no `down`: after a rollback the state stays as `up` left it.';
    warnings.push({ reason, function: 'down', line: 1 });
  }
  const plan: MigrationPlan = { path, down: functions.has('down'), refusals, warnings };
  if (refusals.length > 0) return { plan };
  const give = (name: string): string => `${name}:${functions.has(name) ? name : 'undefined'}`;
  return { plan, code: `()=>{${edits.text()}\nreturn{${give('up')},${give('down')}}}` };
}

/** Says which top-level statements a migration takes care of: its `up` runs those that are new, its `down` those that are gone. */
export function coversOf({ source }: Pick<Migration, 'source'>): Covers {
  const parsed = parse(source, 'module');
  const functions = new Map(
    parsed.ok ? parsed.program.body.flatMap((one) => declaredFunctions(withoutExport(one))) : [],
  );
  const names = (way: string, tool: string): boolean => {
    const node = functions.get(way);
    return node !== undefined && new RegExp(`\\b${tool}\\b`).test(source.slice(node.start, node.end));
  };
  return { added: names('up', 'runAdded'), gone: names('down', 'runGone') };
}

function withoutExport(statement: AnyNode): AnyNode {
  return (statement.type === 'ExportNamedDeclaration' ? statement.declaration : undefined) ?? statement;
}

/** The migration of a patch as the main thread takes it; undefined when it cannot be run. */
export function migrationProgram(
  patch: string,
  migration: Migration | undefined,
  run: MigrationProgram['run'],
): MigrationProgram | undefined {
  if (!migration) return undefined;
  const { code } = readMigration(migration, [migration.url]);
  return code === undefined ? undefined : { patch, url: migration.url, code, run };
}

/** Adds to a plan what there is to say of its migration. */
export function withMigration(prepared: Prepared, migration: Migration, tryout: Tryout): Prepared {
  const { plan } = prepared;
  const changed = plan.modules.map(({ url }) => url);
  const read = readMigration(migration, changed, tryout);
  const applicable = plan.applicable && read.plan.refusals.length === 0;
  return { ...prepared, plan: { ...plan, applicable, migration: read.plan } };
}
