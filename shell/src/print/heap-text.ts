import type { Allocations, HeapCensus, HeapClass } from '@suture/protocol/heap.js';
import { clockTime, mebibytes, milliseconds } from './figures.ts';
import type { Paint } from './paint.ts';
import { sanitizeLine } from './sanitize.ts';
import { table } from './table.ts';

const rows = 20;

/** Sets the classes of a heap in a table: how many objects each has, and how many more than at the count before. */
export function censusText({ objects, since, pauseMs, classes }: HeapCensus, paint: Paint): string {
  const head = `${grouped(objects ?? 0)} objects; looked for ${milliseconds(pauseMs)}.`;
  const grewBy = ({ count, before }: HeapClass): number => count - (before ?? 0);
  const sorted =
    since === null
      ? classes.toSorted((a, b) => b.count - a.count)
      : classes.toSorted((a, b) => grewBy(b) - grewBy(a) || b.count - a.count);
  const shown = sorted
    .slice(0, rows)
    .map((one) => [
      grouped(one.count),
      ...(since === null ? [] : [signed(grewBy(one))]),
      sanitizeLine(one.name),
      sanitizeLine(one.path === null ? '' : `${one.path}:${one.line}`),
    ]);
  const grew = since === null ? [] : [{ title: `SINCE ${clockTime(since)}`, right: true }];
  const columns = [{ title: 'OBJECTS', right: true }, ...grew, { title: 'CLASS' }, { title: 'WHERE' }];
  const example = sorted.find(({ path }) => path !== null);
  const largest = classes.flatMap(({ name, largest: entries, largestBefore }) =>
    entries === null || entries === 0
      ? []
      : [`${name} ${grouped(entries)}${largestBefore === null ? '' : ` (${signed(entries - largestBefore)})`}`],
  );
  const next = [
    ...(largest.length > 0 ? [`Entries of the largest: ${largest.join(', ')}`] : []),
    ...(since === null ? ['Look again in a while: what grew since then comes first.'] : []),
    ...(example ? [`Some of one class: instances ${sanitizeLine(`${example.path}:${example.name}`)}`] : []),
  ];
  return [paint('strong', head), table(columns, shown), ...next.map((line) => paint('quiet', line))].join('\n');
}

/** Sets the functions in a table that allocated what is still there, half-way and at the end. */
export function allocationsText({ forMs, others, bytes, functions }: Allocations, paint: Paint): string {
  const since = others ? 'since the application began to sample' : `in ${forMs / 1000} s`;
  const head = `${memory(bytes)} were allocated ${since} and kept, as far as samples tell.`;
  if (functions.length === 0) return head;
  const shown = functions
    .slice(0, rows)
    .map((one) => [
      memory(one.bytesHalfway),
      memory(one.bytes),
      sanitizeLine(one.function || '(anonymous)'),
      sanitizeLine(one.path === '' ? '' : `${one.path}:${one.line}`),
    ]);
  const columns = [
    { title: 'HALF-WAY', right: true },
    { title: 'IN THE END', right: true },
    { title: 'FUNCTION' },
    { title: 'WHERE' },
  ];
  return `${paint('strong', head)}\n${table(columns, shown)}`;
}

function memory(bytes: number): string {
  return bytes < 2 ** 20 ? `${Math.round(bytes / 1024)} KiB` : mebibytes(bytes);
}

function grouped(n: number): string {
  return String(n).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
}

function signed(n: number): string {
  return n > 0 ? `+${grouped(n)}` : n === 0 ? '0' : `-${grouped(-n)}`;
}
