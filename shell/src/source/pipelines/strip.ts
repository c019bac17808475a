import type { SourceChannel } from '../source-channel.ts';
import type { SyntaxMistake } from '../syntax.ts';
import type { FilePipeline } from './file-pipeline.ts';

/** Finds the syntax errors of a TypeScript text; empty when there is no compiler to ask. */
export type FindMistakes = (path: string, text: string) => Promise<readonly SyntaxMistake[]>;

/** Needs no running module to find mistakes. */
export interface StripPipeline extends FilePipeline {
  mistakes(path: string, text: string): Promise<readonly SyntaxMistake[]>;
}

/** TypeScript whose types the process's own Node strips. */
export function strip(channel: SourceChannel, findMistakes: FindMistakes): StripPipeline {
  return {
    name: "Node's type stripping",
    compile: async (source) => (await channel.call('strip', { source })).source,
    async mistakes(path, source) {
      try {
        await channel.call('strip', { source });
        return [];
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'cannot_strip') throw error;
        // Node says what is wrong, without saying where.
        const placed = await findMistakes(path, source);
        return placed.length > 0 ? placed : [{ path, message: (error as Error).message }];
      }
    },
  };
}
