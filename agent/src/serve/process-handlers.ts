import { fileURLToPath } from 'node:url';
import { protocolVersion } from '@suture/protocol/process.js';
import type { ProcessRequests } from '@suture/protocol/process-requests.js';
import { canStrip, stripTypes } from '../load/strip.ts';
import { compiled } from '../places.ts';
import { done, refuse } from './answer.ts';
import type { HandlersContext, HandlersOf } from './handlers.ts';
import { loaderOptions } from './loader-options.ts';
import { displayPath, matchesPath } from './names.ts';
import { version as agent } from './version.ts';

/** Answers what the process is and runs. */
export function processHandlers(context: HandlersContext): HandlersOf<ProcessRequests> {
  const { name, root, script, thread, cluster, revision, startedAt, workbench, patches, pulse, find } = context;
  const { pid, version: node } = process;
  return {
    greet: () =>
      done({
        protocol: protocolVersion,
        agent,
        name,
        pid,
        node,
        revision,
        startedAt,
        root,
        script,
        thread,
        cluster,
        patches: patches.liveCount,
        ...patches.unrecorded,
      }),

    status: async () => {
      const { figures, stuckMs } = await pulse.read();
      return done({
        name,
        pid,
        revision,
        node,
        uptimeMs: Math.round(Date.now() - Date.parse(startedAt)),
        rssBytes: process.memoryUsage.rss(),
        heapUsedBytes: figures?.heapUsedBytes ?? null,
        eventLoopDelayMs: figures?.eventLoopDelayMs ?? null,
        patches: patches.liveCount,
        ...patches.unrecorded,
        attached: context.attached(),
        stuckMs,
        thread,
        workers: context.workers(),
        loopUtilisation: figures?.loopUtilisation ?? null,
        heapSpaces: [...(figures?.heapSpaces ?? [])],
        heapLimitBytes: figures?.heapLimitBytes ?? null,
        externalBytes: figures?.externalBytes ?? null,
        gc: figures?.gc ?? null,
      });
    },

    modules: ({ pattern }) => {
      const listed = workbench.modules().map(({ url, format, version, patched, functions, unpatchable }) => ({
        path: displayPath(url, root),
        url,
        format,
        version,
        patched,
        functions,
        unpatchable: [...unpatchable],
      }));
      return done(pattern === undefined ? listed : listed.filter(({ path }) => matchesPath(path, pattern)));
    },

    source: ({ module }) => {
      const found = find(module);
      if (!found.ok) return found;
      const { url, version, running, source, stripped, map } = found.result;
      const about = { path: displayPath(url, root), url, version, stripped, mapped: map !== undefined };
      return done({ ...about, source: running, loaded: source });
    },

    strip: ({ source }) => {
      if (!canStrip) return refuse('cannot_strip', `${node} has no module.stripTypeScriptTypes.`);
      try {
        return done({ source: stripTypes(source) });
      } catch (error) {
        return refuse('cannot_strip', (error as Error).message);
      }
    },

    loaders: () => {
      const { cwd } = context.started;
      return done({ options: loaderOptions(context.started, isAgent), cwd });
    },
  };
}

/** Whether a module that Node was told to preload is this agent. */
function isAgent(module: string): boolean {
  const path = module.startsWith('file:') ? fileURLToPath(module) : module;
  return /^@suture\/agent(?:$|\/)/.test(path) || path.startsWith(fileURLToPath(compiled));
}
