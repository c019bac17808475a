import type { LoadedModule, RunningSource } from '@suture/protocol/process.js';
import { Failure } from '../failure.ts';
import type { FilePipeline } from './pipelines/file-pipeline.ts';
import { type Difference, firstDifference, sameText } from './running-text.ts';

/** A way of compiling that does not give what runs. */
export interface Mismatch {
  readonly module: LoadedModule;
  /** What was tried, as in "not what … gives". */
  readonly how: string;
  readonly difference: Difference;
  /** The edited file that it speaks of; undefined for a whole project. */
  readonly edit?: string | undefined;
}

/** Proves a way of compiling: it must turn the deployed source into what was loaded. Gives undefined when it does. */
export function prove(
  module: LoadedModule,
  running: RunningSource,
  compiled: string,
  how: string,
): Mismatch | undefined {
  if (sameText(compiled, running.loaded)) return undefined;
  return { module, how, difference: firstDifference(running.loaded, compiled) };
}

/** Chooses between the pipelines that know one file only: the process says which of them it used. */
export function chooseFilePipeline(running: RunningSource, plain: FilePipeline, strip: FilePipeline): FilePipeline {
  return running.stripped ? strip : plain;
}

/** Says that no way of compiling gives what runs, with the first differing line of the one that came closest. */
export function mismatchFailure(revision: string, mismatches: readonly Mismatch[]): Failure {
  const best = mismatches.toSorted((a, b) => b.difference.line - a.difference.line)[0];
  if (best === undefined) throw new Error('mismatchFailure: no mismatch given');
  const { line, running, compiled } = best.difference;
  const commit = revision.slice(0, 12);
  return new Failure(
    'running_code_differs',
    `${best.module.path}:${line}: what runs is not what ${best.how} gives at the deployed commit ${commit}: ` +
      `it runs ${quoted(running)}, the commit gives ${quoted(compiled)}.`,
    {
      hint: 'Was the service built from another commit, or with other settings or another compiler? Correct SUTURE_REVISION, or run the install of that commit in the checkout.',
      exit: 'no',
    },
  );
}

function quoted(text: string): string {
  const short = text.length > 160 ? `${text.slice(0, 160)}…` : text;
  return `\`${short.replace(/\r$/, '\\r')}\``;
}
