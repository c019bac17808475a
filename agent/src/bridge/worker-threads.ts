import type { Worker } from 'node:worker_threads';
import type { Shared } from './shared.ts';

/**
 * Counts the worker threads of the application: modules are loaded once more in each of them,
 * and a plan has to say so where no agent is. `isOwn` tells the thread of the agent.
 */
export function countWorkerThreads(shared: Shared, isOwn: (worker: Worker) => boolean = () => false): void {
  process.on('worker', (worker: Worker) => {
    if (isOwn(worker) || isOfNode(worker)) return;
    shared.countWorkers(1);
    worker.once('exit', () => shared.countWorkers(-1));
  });
}

/**
 * Whether Node began a thread for itself, as it does for the hooks of `module.register`. The name is undocumented; were it
 * another one, a plan would warn of a thread too many.
 */
function isOfNode(worker: Worker): boolean {
  return worker.constructor.name === 'InternalWorker';
}
