/** The bytes of a file of a patch; null for one that is not there. */
export function bytesOf(base64: string | null): Buffer | null {
  return base64 === null ? null : Buffer.from(base64, 'base64');
}
