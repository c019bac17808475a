import type { Canary, Probation } from './trial.ts';

/** The part of a patch that tells of its trial. */
interface OnTrial {
  readonly canary?: Canary | undefined;
  readonly probation?: Probation | undefined;
}

/** Says whether it is not decided yet whether a patch stays, or whether it gets every call. */
export function isOnTrial({ canary, probation }: OnTrial): boolean {
  return canary?.state === 'running' || probation?.state === 'running';
}
