import type { LoadedModule, RunningSource } from '@suture/protocol/process.js';
import type { SyntaxMistake } from '../syntax.ts';

/** Turns one file of the repository, alone, into the JavaScript that runs. Lines stay where they are. */
export interface FilePipeline {
  /** As in "not what … gives". */
  readonly name: string;
  /** Compiles a text that is known to be well formed. */
  compile(text: string): Promise<string>;
  /** Gives the syntax errors of a text that is to run in place of a module. */
  mistakes(path: string, text: string, module: LoadedModule, running: RunningSource): Promise<readonly SyntaxMistake[]>;
}
