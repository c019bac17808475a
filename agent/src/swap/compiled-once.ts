/**
 * A text with the same value that V8 compiles without keeping it. The eval cache of V8 14 (Node 26) holds on to each text that it has
 * not seen before until the heap is nearly full; no garbage collection before that lets go of it. A tagged template keeps
 * a text out of the cache, as its strings are one object for each time it is compiled. That is nowhere promised: where it
 * changes, memory grows with each patch again. The block has no value, so that the text keeps its own.
 */
export function compiledOnce(code: string): string {
  return `${code}\n;{let t=0&&t\`\`}`;
}
