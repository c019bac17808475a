/** First offset at or after `at` that is neither white space nor inside a comment. */
export function skipTrivia(source: string, at: number): number {
  const trivia = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?\*\/)*/y;
  trivia.lastIndex = at;
  trivia.exec(source);
  return trivia.lastIndex;
}

/** The line breaks of a range, so that what replaces it moves no line. */
export function lineBreaks(source: string, start: number, end: number): string {
  return source.slice(start, end).replace(/[^\n]/g, '');
}
