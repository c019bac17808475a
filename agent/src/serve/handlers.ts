import { createRequire } from 'node:module';
import { protocolVersion } from '@suture/protocol/process.js';
import type { Method, Requests } from '@suture/protocol/requests.js';
import { audit, history } from '../journal/audit.ts';
import type { Journal } from '../journal/journal.ts';
import { limits } from '../limits.ts';
import { canStrip, stripTypes } from '../load/strip.ts';
import type { Evaluator } from '../look/evaluate.ts';
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
  /** Number of attached shells. */
  readonly attached: () => number;
}

const agent = (createRequire(import.meta.url)('../../package.json') as { version: string }).version;

/** Makes the handler of each request of the protocol. */
export function makeHandlers(context: HandlersContext): Handlers {
  const { name, root, revision, startedAt, workbench, patches, journal, evaluator, pulse } = context;
  const { pid, version: node } = process;
  const find = (module: string): Answer<KnownModule> => findModule(module, workbench.modules(), root);
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
