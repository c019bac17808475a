import { createRequire } from 'node:module';
import { protocolVersion } from '@suture/protocol/process.js';
import type { Method, Requests } from '@suture/protocol/requests.js';
import { audit, history } from '../journal/audit.ts';
import type { Journal } from '../journal/journal.ts';
import { limits } from '../limits.ts';
import { canStrip, stripTypes } from '../load/strip.ts';
import { complete } from '../look/complete.ts';
import type { HandleLeases } from '../look/handle-lease.ts';
import { Looker } from '../look/looker.ts';
import type { Evaluator } from '../look/evaluate.ts';
import type { Interrupter } from '../look/interrupt.ts';
import { lookAtStack, type Sight } from '../look/stack.ts';
import type { Client, Watches } from '../look/watches.ts';
import type { Bridge } from '../bridge/agent-end.ts';
import { findInstances, heapWalkMs } from '../look/instances.ts';
import { profileCpu, snapshotHeap } from '../look/profile.ts';
import type { KnownModule, Workbench } from '../plan/workbench.ts';
import { type Answer, done, refuse } from './answer.ts';
import { displayPath, findModule } from './names.ts';
import type { Patches } from './patches.ts';
import type { Pulse } from './pulse.ts';

/** Carries each request out. */
export type Handlers = {
  readonly [M in Method]: (
    params: Requests[M]['params'],
  ) => Answer<Requests[M]['result']> | Promise<Answer<Requests[M]['result']>>;
};

/** What the handlers work with. */
export interface HandlersContext {
  readonly name: string;
  readonly root: string;
  readonly revision: string | null;
  readonly startedAt: string;
  readonly workbench: Workbench;
  readonly patches: Patches;
  readonly journal: Journal;
  readonly evaluator: Evaluator;
  readonly pulse: Pulse;
  readonly bridge: Bridge;
  /** Where heap snapshots are written. */
  readonly dumpFolder: string;
  readonly sight: Sight;
  readonly interrupter: Interrupter;
  readonly watches: Watches;
  readonly leases: HandleLeases;
  /** The shell that asks. */
  readonly client: Client;
  /** Number of attached shells. */
  readonly attached: () => number;
}

const agent = (createRequire(import.meta.url)('../../package.json') as { version: string }).version;

/** Makes the handler of each request of the protocol. */
export function makeHandlers(context: HandlersContext): Handlers {
  const { name, root, revision, startedAt, workbench, patches, journal, evaluator, pulse } = context;
  const { pid, version: node } = process;
  const heapUsed = async (): Promise<number | undefined> => {
    const answer = await context.bridge.callWithin(limits.safePointMs, 'figures', null);
    return answer.timely ? answer.result.heapUsedBytes : undefined;
  };
  const find = (module: string): Answer<KnownModule> => findModule(module, workbench.modules(), root);
  const looker = new Looker(evaluator, context.leases, context.client);
  const within = <T>(
    module: string | undefined,
    act: (known: KnownModule | undefined) => Promise<Answer<T>>,
  ): Promise<Answer<T>> | Answer<T> => {
    if (module === undefined) return act(undefined);
    const found = find(module);
    return found.ok ? act(found.result) : found;
  };
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
        loopUtilisation: figures?.loopUtilisation ?? null,
        heapSpaces: [...(figures?.heapSpaces ?? [])],
        heapLimitBytes: figures?.heapLimitBytes ?? null,
        externalBytes: figures?.externalBytes ?? null,
      });
    },

    evaluate: async ({ module, by, why, ...params }) => {
      const found = module === undefined ? done(undefined) : find(module);
      if (!found.ok) return found;
      if (params.write) {
        const expression = params.expression.slice(0, limits.journalledChars);
        const written = journal.write({
          kind: 'evaluating',
          expression,
          module: found.result ? displayPath(found.result.url, root) : null,
          by: by ?? null,
          why: why ?? null,
        });
        if (!written.ok) return refuse('not_recordable', `${written.message}.`);
      }
      return evaluator.evaluate({ ...params, module: found.result });
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
      return done(pattern === undefined ? listed : listed.filter(({ path }) => fits(path, pattern)));
    },

    source: ({ module }) => {
      const found = find(module);
      if (!found.ok) return found;
      const { url, version, running, source, stripped } = found.result;
      return done({ path: displayPath(url, root), url, version, source: running, loaded: source, stripped });
    },

    strip: ({ source }) => {
      if (!canStrip) return refuse('cannot_strip', `${node} has no module.stripTypeScriptTypes.`);
      try {
        return done({ source: stripTypes(source) });
      } catch (error) {
        return refuse('cannot_strip', (error as Error).message);
      }
    },

    plan: ({ modules }) => patches.plan(modules),
    load: ({ id, modules, origin }) => patches.load(id, modules, origin),
    patches: () => done(patches.list()),
    origin: ({ id }) => patches.origin(id),
    rollback: ({ id, by, why }) => patches.rollback(id, { by, why }),
    record: ({ id, record }) => patches.record(id, record),

    extend: ({ id, ms, why, by }) => patches.extend(id, ms, why, by),
    head: () => done({ head: journal.head }),
    restart: () => done(patches.atRestart()),
    history: () => done(history(journal)),
    audit: () => done(audit(journal)),

    stack: () => lookAtStack(context.bridge.shared, context.sight, pulse.stuckMs),

    handles: async () => {
      const answer = await context.bridge.callWithin(limits.safePointMs, 'handles', null);
      return answer.timely ? done(answer.result) : refuse('target_busy', 'The main thread does not answer.');
    },

    instances: async (params) => {
      const found = find(params.module);
      if (!found.ok) return found;
      const heap = await heapUsed();
      if (heap === undefined) return refuse('target_busy', 'The main thread does not answer.');
      const estimateMs = heapWalkMs(heap);
      if (params.estimate) return done({ estimateMs, pauseMs: 0, count: null, sample: [] });
      return findInstances(evaluator, found.result, params, estimateMs);
    },

    profile: ({ forMs }) => profileCpu(context.bridge.shared, forMs),

    snapshot: async ({ estimate }) => {
      const heap = await heapUsed();
      if (heap === undefined) return refuse('target_busy', 'The main thread does not answer.');
      const estimateMs = Math.ceil((heap / 2 ** 20) * limits.snapshotMsPerMb);
      if (estimate) return done({ estimateMs, path: null, bytes: 0, pauseMs: 0 });
      return snapshotHeap(context.bridge.shared, context.dumpFolder, estimateMs);
    },

    look: ({ expression, module }) => within(module, (known) => looker.look(known, expression)),
    expand: ({ handle, from, limit }) => looker.expand(handle, from, limit),
    release: ({ handles }) => {
      context.leases.release(context.client, handles);
      return done({});
    },
    complete: ({ prefix, module }) => within(module, (known) => complete(evaluator, known, prefix)),
    preview: ({ expression, module }) =>
      within(module, async (known) => {
        const read = { expression, module: known, write: false, timeoutMs: limits.previewMs, whenStuck: false };
        const answer = await evaluator.evaluate(read);
        return done({ text: answer.ok && answer.result.ok ? answer.result.text : null });
      }),

    watch: async (params) => {
      const found = find(params.module);
      return found.ok ? context.watches.start(context.client, found.result.url, params) : found;
    },

    unwatch: ({ watch }) => context.watches.stop(context.client, watch),

    interrupt: async (params) => {
      const { how, frame = null, message, assignment, value } = params;
      const detail = assignment ?? value ?? message ?? '';
      const written = journal.write({ kind: 'interrupting', how, frame, detail });
      if (!written.ok) return refuse('not_recordable', `${written.message}.`);
      const answer = await context.interrupter.interrupt(params);
      const outcome = answer.ok ? `ended: ${answer.result.ended}. ${answer.result.note}` : answer.failure.message;
      journal.write({ kind: 'interrupted', outcome });
      return answer;
    },
  };
}

// A part of the path, or a glob over all of it.
function fits(path: string, pattern: string): boolean {
  if (!/[*?]/.test(pattern)) return path.includes(pattern);
  const source = pattern.replaceAll(/\*\*\/?|\*|\?|[.+^${}()|[\]\\]/g, (part) => {
    if (part.startsWith('**')) return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : `\\${part}`;
  });
  return new RegExp(`^${source}$`).test(path);
}
