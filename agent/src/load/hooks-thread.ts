/*
 * Runs in the thread of `module.register`, on Node 20 alone: makes ES modules patchable there and tells the agent's
 * thread directly. CommonJS is left to `_compile`, because a source that is supplied here would bypass `require.cache`.
 */
import type { LoadHook } from 'node:module';
import type { MessagePort } from 'node:worker_threads';
import { instrument } from './instrument.ts';
import { KeptCode, type KeptPlace } from './kept-code.ts';
import { replayer, type ReplayTable } from './replay.ts';
import { type Selection, select } from './select.ts';
import { type Transform, transformer } from './transform.ts';

/** What the main thread hands over. */
export interface HooksData {
  readonly selection: Selection;
  /** The patches that are applied again. */
  readonly table: ReplayTable | undefined;
  /** Where code of earlier starts is kept. */
  readonly kept: KeptPlace | undefined;
  /** Whether source maps were on in the main thread when this one began. */
  readonly mapsAreOn: boolean;
  readonly port: MessagePort;
  /** How often these hooks were registered, and the turn of these: the newest alone are at work. */
  readonly turns: Int32Array;
  readonly turn: number;
}

const state: { transform?: Transform; isNewest?: () => boolean } = {};

/** Called by Node with the data of `module.register`. */
export function initialize({ selection, table, kept, mapsAreOn, port, turns, turn }: HooksData): void {
  port.unref();
  const again = table && replayer(table);
  state.isNewest = () => Atomics.load(turns, 0) === turn;
  state.transform = transformer({
    select: select(selection),
    report: (loaded, keeping) => port.postMessage({ loaded, keeping }),
    kept: kept && new KeptCode(kept),
    instrument,
    replayer: () => again,
    mapsAreOn: () => mapsAreOn,
  });
}

/** Called by Node for each module. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const loaded = await nextLoad(url, context);
  if (
    state.isNewest?.() !== true ||
    loaded.format !== 'module' ||
    loaded.source === undefined ||
    loaded.source === null
  )
    return loaded;
  const source =
    typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString('utf8');
  const code = state.transform?.(source, { url, format: 'module' });
  return code === undefined ? loaded : { ...loaded, source: code };
};
