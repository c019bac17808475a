/**
 * Column of the source for a column of the instrumented line, both from 0. Instrumenting keeps lines and only inserts
 * text, so that what follows the place, or what comes before it, is the same in both.
 */
export function sourceColumn(instrumented: string, source: string, column: number): number {
  const after = instrumented.length - column;
  if (after <= source.length && instrumented.endsWith(source.slice(source.length - after)))
    return source.length - after;
  let same = 0;
  while (same < column && instrumented[same] === source[same]) same++;
  if (same === column) return column;
  // Insertions on both sides: the rest of the line is looked for from its first words.
  const words = /^[\w$.]*[^\w$]?/.exec(instrumented.slice(column))?.[0] ?? '';
  const found = words === '' ? -1 : source.indexOf(words, same);
  return found >= 0 ? found : Math.min(column, source.length);
}
