import { writeSync } from 'node:fs';

/**
 * Prints one warning of the agent as one line on stderr. Written to the descriptor, because touching
 * `process.stderr` would open it for an application that never does.
 */
export function warn(message: string): void {
  const line = `suture: ${message.replaceAll(/\s*\n\s*/g, ' ')}\n`;
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      writeSync(2, line);
      return;
    } catch (error) {
      // A full pipe in non-blocking mode is worth another try; a closed stderr is not.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
  }
}
