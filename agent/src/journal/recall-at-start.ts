import { type Replayer, replayer } from '../load/replay.ts';
import { stripTypes } from '../load/strip.ts';
import { warn } from '../warn.ts';
import { notAppliedAgain, type Recall, recall as recallPatches } from './recall.ts';
import { Trials } from './trials.ts';
import { workerService } from './worker-service.ts';

/** What a starting thread found in its ledger, and what applies it while modules load. */
export interface Again {
  readonly recall: Recall;
  readonly replayer: Replayer | undefined;
}

/** Finds the patches that this process applies again, and takes note that a start with them begins. */
export function recallInMain(folder: string, service: string, root: string, startedAt: string): Again | undefined {
  try {
    const trials = new Trials(folder, service, startedAt);
    const recall = recallPatches(folder, service, { root, strip: stripTypes }, trials);
    for (const line of recall ? notAppliedAgain(recall).values() : []) warn(line);
    if (!recall?.table) return recall && again(recall);
    trials.begin();
    process.on('exit', (code) => {
      if (code === 0) trials.end();
    });
    return again(recall);
  } catch (error) {
    warn(`${folder}: patches cannot be applied again: ${(error as Error).message}`);
    return undefined;
  }
}

/** Finds the patches that a worker thread of this script applies again. Its end says nothing of them: no start is counted. */
export function recallInWorker(folder: string, script: string, root: string): Again | undefined {
  try {
    const recall = recallPatches(folder, workerService(script), { root, strip: stripTypes }, { failed: false });
    return recall && again(recall);
  } catch (error) {
    warn(`${folder}: patches of ${script} cannot be applied again: ${(error as Error).message}`);
    return undefined;
  }
}

function again(recall: Recall): Again {
  return { recall, replayer: recall.table && replayer(recall.table) };
}
