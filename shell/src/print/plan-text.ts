import type { Lacking } from '@suture/protocol/lacking.js';
import type { MigrationPlan } from '@suture/protocol/migration.js';
import type { Remark } from '@suture/protocol/plan.js';
import { nothingTold, type ToldConsequences } from '../change/consequences.ts';
import type { ReadableModulePlan, ReadablePlan } from '../change/plan-edit.ts';
import type { PreparedEdit } from '../source/prepared.ts';
import { underwayText, unsearchedText, usesText } from './consequence-text.ts';
import { count, milliseconds } from './figures.ts';
import type { Meaning, Paint } from './paint.ts';
import { sanitize, sanitizeLine } from './sanitize.ts';
import { table } from './table.ts';

/** Writes what an edit would do: module by module, with what follows from it, then the types, then the verdict. */
export function planText(
  plan: ReadablePlan,
  types: PreparedEdit['types'],
  paint: Paint,
  told: ToldConsequences = nothingTold,
): string {
  const parts = plan.modules.map((module) => [moduleText(module, paint), ...toldLines(module, told)].join('\n'));
  if (told.unsearched > 0) parts.push(paint('warning', unsearchedText(told.unsearched)));
  if (plan.migration) parts.push(migrationText(plan.migration, paint));
  parts.push(typesText(types, paint));
  const verdict = plan.applicable
    ? paint('good', 'It can be loaded.')
    : paint('bad', 'It cannot be loaded into the running process.');
  return `${parts.join('\n\n')}\n\n${verdict}`;
}

/** Writes the edit as a diff, coloured where the terminal can. */
export function previewText(preview: string, paint: Paint): string {
  return sanitize(preview)
    .trimEnd()
    .split('\n')
    .map((line) => {
      if (/^(---|\+\+\+|diff |index )/.test(line)) return paint('strong', line);
      if (line.startsWith('+')) return paint('added', line);
      if (line.startsWith('-')) return paint('removed', line);
      return line.startsWith('@@') ? paint('quiet', line) : line;
    })
    .join('\n');
}

function moduleText(module: ReadableModulePlan, paint: Paint): string {
  const rows: [Meaning | undefined, string[]][] = [
    ...module.changes.map((change): [undefined, string[]] => [undefined, row(change.kind, change, change.note ?? '')]),
    ...module.refusals.map((remark): [Meaning, string[]] => ['bad', row('refused', remark, remark.reason)]),
    ...module.warnings.map((remark): [Meaning, string[]] => ['warning', row('warning', remark, remark.reason)]),
  ];
  const title = paint('strong', sanitizeLine(module.path));
  const lacking = (module.lacking ?? []).map((one) => paint('warning', `  ${lackingText(module, one)}`));
  if (rows.length === 0) return `${title}\n  nothing changes`;
  // The table is set without colour, so that its columns are as wide as they look.
  const columns = [{ title: '' }, { title: '' }, { title: '' }, { title: '' }];
  const lines = table(
    columns,
    rows.map(([, cells]) => cells),
  )
    .split('\n')
    .slice(1);
  return [title, ...lines.map((line, index) => `  ${coloured(paint, rows[index]?.[0], line)}`), ...lacking].join('\n');
}

/** Who uses what each change is about, and which calls of it are under way. */
function toldLines({ path, changes }: ReadableModulePlan, told: ToldConsequences): string[] {
  return changes.flatMap((change) => {
    const one = told.changes.get(change);
    if (one === undefined) return [];
    const lines = usesText(one, one.underway !== undefined);
    const how = `suture inflight ${path}:${change.function} follows them`;
    if (one.underway) lines.push(underwayText(one.underway, how));
    return lines.map((line) => `  ${sanitizeLine(`${change.function}: ${line}`)}`);
  });
}

/** Says how many live objects lack a new field, or how to find out and what that costs. */
function lackingText(module: ReadableModulePlan, { class: name, fields, count: found, pauseMs }: Lacking): string {
  const what = `${sanitizeLine(name)}: ${fields.map((field) => `\`${sanitizeLine(field)}\``).join(', ')}`;
  const pause = pauseMs === null ? '' : `about ${milliseconds(pauseMs)}`;
  if (found !== null) {
    const lack = found === 1 ? '1 live instance lacks it' : `${found} live instances lack it`;
    return `${what}: ${lack} so far (counting held the process for ${pause})`;
  }
  const command = `suture instances ${sanitizeLine(`${module.path}:${name}`)}`;
  return `${what}: live instances lack it, and were not counted${pause && `, which would hold the process for ${pause}`}: ${command}`;
}

function migrationText({ path, down, refusals, warnings }: MigrationPlan, paint: Paint): string {
  const remarks = (kind: string, meaning: Meaning, list: readonly Remark[]): string[] =>
    list.map(({ line, reason }) => paint(meaning, sanitizeLine(`  ${kind}  ${path}:${line}  ${reason}`)));
  const ways = down ? '`up` runs with the load, `down` with a rollback' : '`up` runs with the load';
  return [
    `migration: ${sanitizeLine(path)}: ${ways}`,
    ...remarks('refused', 'bad', refusals),
    ...remarks('warning', 'warning', warnings),
  ].join('\n');
}

function row(kind: string, at: { function: string; path: string; line: number }, note: string): string[] {
  return [kind, sanitizeLine(at.function), sanitizeLine(`${at.path}:${at.line}`), sanitizeLine(note)];
}

function coloured(paint: Paint, meaning: Meaning | undefined, line: string): string {
  return meaning ? paint(meaning, line) : line;
}

function typesText(types: PreparedEdit['types'], paint: Paint): string {
  if (types.diagnostics.length === 0) {
    return types.ok ? 'types: nothing new to complain about' : paint('bad', 'types: the check failed');
  }
  const complaints = types.diagnostics.map(
    ({ path, line, column, code, message }) => `  ${sanitizeLine(`${path}:${line}:${column} ${code} ${message}`)}`,
  );
  const title = `types: ${count(types.diagnostics.length, 'new complaint')}`;
  return [types.ok ? title : paint('bad', title), ...complaints].join('\n');
}
