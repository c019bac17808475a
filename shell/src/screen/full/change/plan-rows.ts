import stringWidth from 'string-width';
import type { ToldConsequences } from '../../../change/consequences.ts';
import type { PlannedEdit } from '../../../change/plan-edit.ts';
import { unsearchedText } from '../../../print/consequence-text.ts';
import { count } from '../../../print/figures.ts';
import { sanitizeLine } from '../../../print/sanitize.ts';
import { type Printed, say, type Tone } from '../../theme.ts';
import { wrapped } from '../as-failure.ts';
import { textOf, wrap } from '../row.ts';
import { codeRows, numberCells } from './code-rows.ts';
import { besideHunks, type Consequence, type Hunk, readHunks } from './hunks.ts';

/** Columns from which what a hunk does stands beside it and not below. */
const besideColumns = 100;

/** What rows are written for. */
export interface Sheet {
  readonly columns: number;
  readonly colours: boolean;
}

/** A plan as rows, and the rows that hunks begin at. */
export interface PlanRows {
  readonly rows: readonly Printed[];
  readonly starts: readonly number[];
}

/** The edit hunk by hunk, with what each does to the process; before it the types, behind it what it does elsewhere. */
export function planRows({ edit, plan }: PlannedEdit, told: ToldConsequences, sheet: Sheet): PlanRows {
  const { columns } = sheet;
  const starts: number[] = [];
  const { read, elsewhere } = besideHunks(readHunks(edit.preview), plan, told);
  const rows = [...typeRows(edit.types, columns)];
  let path = '';
  for (const { hunk, consequences } of read) {
    starts.push(rows.length);
    if (hunk.path !== path) {
      path = hunk.path;
      rows.push([{ text: ` ${sanitizeLine(path)}`, tone: 'strong' }]);
    }
    rows.push(...(columns >= besideColumns ? beside(hunk, consequences, sheet) : below(hunk, consequences, sheet)));
    rows.push([]);
  }
  if (elsewhere.length > 0) rows.push([{ text: ' elsewhere', tone: 'strong' }]);
  for (const each of elsewhere)
    rows.push(...consequenceRows(each, columns - 2, true).map((row) => [{ text: ' ' }, ...row]));
  if (told.unsearched > 0) rows.push(...wrapped(` ${unsearchedText(told.unsearched)}`, columns, 'warning'));
  return { rows, starts };
}

function typeRows({ ok, diagnostics }: PlannedEdit['edit']['types'], columns: number): Printed[] {
  if (diagnostics.length === 0) return ok ? [] : [say(' types: the check failed', 'refused'), []];
  const title = say(` types: ${count(diagnostics.length, 'new complaint')}`, ok ? 'warning' : 'refused');
  const rows = diagnostics.flatMap(({ path, line, code, message }) =>
    wrap(sanitizeLine(`${path}:${line} ${code} ${message}`), columns - 4).map((row) => say(`   ${row}`)),
  );
  return [title, ...rows, []];
}

function beside(hunk: Hunk, consequences: readonly Consequence[], { columns, colours }: Sheet): Printed[] {
  const left = Math.floor(columns * 0.56);
  const notes = consequences.flatMap((each) => consequenceRows(each, columns - left - 4, false));
  const code = codeRows(hunk, left - numberCells, colours);
  return Array.from({ length: Math.max(code.length, notes.length) }, (_, index): Printed => {
    const { number, text } = code[index] ?? { number: '', text: [] };
    return [
      { text: number, tone: 'muted' },
      ...text,
      { text: ' '.repeat(Math.max(0, left - stringWidth(number + textOf(text)))) },
      { text: ' │ ', tone: 'muted' },
      ...(notes[index] ?? []),
    ];
  });
}

function below(hunk: Hunk, consequences: readonly Consequence[], { columns, colours }: Sheet): Printed[] {
  return [
    ...codeRows(hunk, columns - numberCells - 1, colours).map(
      ({ number, text }): Printed => [{ text: number, tone: 'muted' }, ...text],
    ),
    ...consequences.flatMap((each) =>
      consequenceRows(each, columns - 5, false).map((row): Printed => [{ text: '   ' }, ...row]),
    ),
  ];
}

const marks: { readonly [K in Consequence['kind']]: readonly [string, Tone] } = {
  does: ['●', 'good'],
  refused: ['✗', 'refused'],
  warns: ['!', 'warning'],
};

function consequenceRows(each: Consequence, columns: number, placed: boolean): Printed[] {
  const [mark, tone] = marks[each.kind];
  const place = placed || each.kind !== 'does' ? ` (${each.path}:${each.line})` : '';
  const refused = each.kind === 'refused' ? 'refused: ' : '';
  const text = sanitizeLine(`${each.function}: ${refused}${each.text}${place}`);
  const room = Math.max(10, columns - 2);
  const rows = wrap(text, room).map(
    (row, index): Printed => [
      { text: `${index === 0 ? mark : ' '} `, tone },
      { text: row, tone: each.kind === 'does' ? 'plain' : tone },
    ],
  );
  const details = each.details.flatMap((detail) => wrap(sanitizeLine(detail), room - 2));
  return [...rows, ...details.map((row): Printed => say(`    ${row}`, 'muted'))];
}
