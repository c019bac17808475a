/** Splits as a shell does, with '…' and "…"; undefined when a quote is left open. */
export function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const match = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'])+/.exec(rest);
    if (match === null) return undefined;
    words.push(
      match[0].replace(
        /"((?:[^"\\]|\\.)*)"|'([^']*)'/g,
        (_all, double?: string, single?: string) => single ?? (double ?? '').replace(/\\(.)/g, '$1'),
      ),
    );
    const after = rest.slice(match[0].length);
    if (after !== '' && !/^\s/.test(after)) return undefined;
    rest = after.trimStart();
  }
  return words;
}
