import { limits } from '../limits.ts';
import type { RecordedCall } from './recorder.ts';

/** On the agent's thread: what is known of a call that can be made once more. */
export interface KeptCall {
  readonly recording: number;
  readonly url: string;
  readonly lineage: number;
  readonly cell: { readonly state: number; readonly key: string };
  readonly call: RecordedCall;
}

/** The latest calls that watches have shown, whichever shell watched. */
export class Calls {
  readonly #kept = new Map<number, KeptCall>();

  /** Takes note of a call. */
  keep(url: string, lineage: number, call: RecordedCall): void {
    const { recording, cell } = call;
    if (recording === undefined || !cell) return;
    this.#kept.set(recording, { recording, url, lineage, cell, call });
    this.#kept.delete(recording - limits.recordings);
  }

  /** A call by its number. */
  find(recording: number): KeptCall | undefined {
    return this.#kept.get(recording);
  }
}
