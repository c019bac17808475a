/** First offset at or after `at` that is neither white space nor inside a comment. */
export function skipTrivia(source: string, at: number): number {
  const trivia = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?\*\/)*/y;
  trivia.lastIndex = at;
  trivia.exec(source);
  return trivia.lastIndex;
}
