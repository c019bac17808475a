/* Runs in the thread of `module.register`, on Node 20 alone: takes the sources that the loaders before it have made. */
import type { LoadHook } from 'node:module';
import type { MessagePort } from 'node:worker_threads';

const state: { port?: MessagePort; wanted: ReadonlySet<string> } = { wanted: new Set() };

/** Called by Node with the data of `module.register`. */
export function initialize({ port, wanted }: { port: MessagePort; wanted: readonly string[] }): void {
  state.port = port;
  state.wanted = new Set(wanted);
}

/** Called by Node for each module. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const loaded = await nextLoad(url, context);
  const isWanted = state.wanted.has(url.replace(/[?#].*$/, ''));
  if (!isWanted || loaded.format !== 'module' || loaded.source === undefined || loaded.source === null) return loaded;
  state.port?.postMessage({ url, source: loaded.source });
  return { format: 'module', source: '', shortCircuit: true };
};
