/** Thrown when the inspector refuses a command, or ends it. */
export class InspectorError extends Error {
  override readonly name = 'InspectorError';
}
