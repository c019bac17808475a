import { compiledOnce } from './compiled-once.ts';

const mapped = '\n//# sourceMappingURL=data:';
const pieces = { mapped: 0 };

/** Names code of a program for stacks, to be evaluated once. What has a map gets a name of its own: Node keeps one map under each. */
export function withSourceUrl(code: string, url: string, program: string): string {
  const number = code.includes(mapped) ? `#${++pieces.mapped}` : '';
  return `${compiledOnce(code)}\n//# sourceURL=${url}?suture=${encodeURIComponent(program)}${number}`;
}
