/** The name and message of anything that was thrown, without running code of the application. */
export function describe(thrown: unknown): string {
  return thrown instanceof Error
    ? `${thrown.name}: ${thrown.message}`
    : `something that is not an error (${typeof thrown})`;
}
