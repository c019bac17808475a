import type { LoadedModule, RunningSource } from '@suture/protocol/process.js';
import type { SourceChannel } from './source-channel.ts';

/** What the process has loaded; each source is asked for once. */
export interface Running {
  readonly modules: readonly LoadedModule[];
  source(module: LoadedModule): Promise<RunningSource>;
}

/** Asks the process which modules it has loaded. */
export async function readRunning(channel: SourceChannel): Promise<Running> {
  const modules = await channel.call('modules', {});
  const asked = new Map<string, Promise<RunningSource>>();
  return {
    modules,
    source({ url }) {
      let answer = asked.get(url);
      if (answer === undefined) asked.set(url, (answer = channel.call('source', { module: url })));
      return answer;
    },
  };
}
