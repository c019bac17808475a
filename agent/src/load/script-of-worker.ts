import { isAbsolute } from 'node:path';

/**
 * Gives what finds the file that this worker thread runs: undefined until the preloads are through, because Node puts it in
 * front of the arguments only then; null where there is none. To be called in a preload.
 */
export function scriptOfWorker(): () => string | null | undefined {
  const before = process.argv.length;
  return () => {
    if (process.argv.length === before) return undefined;
    const [, script = ''] = process.argv;
    return isAbsolute(script) ? script : null;
  };
}
