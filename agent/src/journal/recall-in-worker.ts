import { stripTypes } from '../load/strip.ts';
import { warn } from '../warn.ts';
import { type Recall, recall } from './recall.ts';
import { workerService } from './worker-service.ts';

/** Finds the patches that a worker thread of this script applies again. Its end says nothing of them: no start is counted. */
export function recallInWorker(folder: string, script: string, root: string): Recall | undefined {
  try {
    return recall(folder, workerService(script), { root, strip: stripTypes }, { failed: false });
  } catch (error) {
    warn(`${folder}: patches of ${script} cannot be applied again: ${(error as Error).message}`);
    return undefined;
  }
}
