import type { Channel } from '../connect/channel.ts';
import { Failure } from '../failure.ts';

/** Where the running code of one module stands. */
export interface ModuleDrift {
  readonly path: string;
  readonly state: 'same' | 'patched' | 'differs-on-disk' | 'differs-from-commit';
  /** Id of the patch that is responsible. */
  readonly patch?: string | undefined;
}

/** Running code against disk and commit. */
export interface DriftReport {
  readonly clean: boolean;
  /** True when stopping the process would lose nothing. */
  readonly restartSafe: boolean;
  readonly modules: readonly ModuleDrift[];
}

/** Compares what runs with what is on disk and with the deployed commit. */
export function driftOf(_checkout: string, _channel: Channel): Promise<DriftReport> {
  return Promise.reject(new Failure('not_built', 'This part is not built yet.', { hint: 'Merge it.', exit: 'usage' }));
}
