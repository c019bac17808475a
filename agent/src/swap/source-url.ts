const mapped = '\n//# sourceMappingURL=data:';
const pieces = { mapped: 0 };

/** Names code of a program for stacks. What has a map gets a name of its own: Node keeps one map under each. */
export function withSourceUrl(code: string, url: string, program: string): string {
  const number = code.includes(mapped) ? `#${++pieces.mapped}` : '';
  return `${code}\n//# sourceURL=${url}?suture=${encodeURIComponent(program)}${number}`;
}
