import * as v from 'valibot';

/** Who one is talking to. */
export interface Greeting {
  /** Version of the protocol; the shell refuses one that it does not know. */
  readonly protocol: number;
  /** Version of @suture/agent. */
  readonly agent: string;
  readonly name: string;
  readonly pid: number;
  /** `process.version` of the process, with the `v`. */
  readonly node: string;
  /** Deployed commit; null when unknown. */
  readonly revision: string | null;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  /** Folder that module paths are relative to: the checkout, else the folder of package.json. */
  readonly root: string;
  /** Path of the script that the process or worker thread was started with, below the root where it is there; absent without one. */
  readonly script?: string | undefined;
  /** Number of the worker thread (`threadId`) that this is about; absent for the main thread. */
  readonly thread?: number | undefined;
  /** Number of the process among the workers of `node:cluster`; absent for any other process. */
  readonly cluster?: number | undefined;
  /** Number of live patches. */
  readonly patches: number;
  /** Number of live patches without a record that others can see. */
  readonly unrecorded?: number | undefined;
  /** When the first lease of those ends, by the clock of now; ISO 8601 in UTC. */
  readonly leaseEndsAt?: string | undefined;
}

/** Health of one process. Figures of the main thread are null while it does not answer. */
export interface Status {
  readonly name: string;
  readonly pid: number;
  readonly revision: string | null;
  readonly node: string;
  readonly uptimeMs: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number | null;
  readonly eventLoopDelayMs: { readonly p50: number; readonly p99: number } | null;
  /** Number of live patches. */
  readonly patches: number;
  /** Number of attached shells, this one included. */
  readonly attached: number;
  /** How long the main thread has not answered; 0 when it does. */
  readonly stuckMs: number;
  /** Number of the worker thread that this is about; absent for the main thread. */
  readonly thread?: number | undefined;
  /** Number of worker threads of the application. */
  readonly workers?: number | undefined;
  /** Number of live patches without a record that others can see. */
  readonly unrecorded?: number | undefined;
  /** When the first lease of those ends, by the clock of now; ISO 8601 in UTC. */
  readonly leaseEndsAt?: string | undefined;
  /** Share of the time that the event loop was at work, 0 to 1, since somebody attached or for the last minute. */
  readonly loopUtilisation?: number | null | undefined;
  /** Memory of the heap by space. */
  readonly heapSpaces?: readonly HeapSpace[] | undefined;
  readonly heapLimitBytes?: number | null | undefined;
  /** Memory of buffers and the like, outside of the heap. */
  readonly externalBytes?: number | null | undefined;
  /** Garbage collections since somebody attached, and how long they took together. */
  readonly gc?: { readonly count: number; readonly ms: number } | null | undefined;
}

/** One space of V8's heap. */
export interface HeapSpace {
  readonly name: string;
  readonly usedBytes: number;
  readonly sizeBytes: number;
}

/** How a module was loaded. */
export type ModuleFormat = 'module' | 'commonjs';

/** A loaded module that can be patched. */
export interface LoadedModule {
  /** Below the root of the process, with `/`; absolute when outside of it. */
  readonly path: string;
  readonly url: string;
  readonly format: ModuleFormat;
  /** 0 as loaded; counts up with each patch and each rollback. */
  readonly version: number;
  readonly patched: boolean;
  /** Number of functions that can take a new body. */
  readonly functions: number;
  /** Functions left as they are, with the reason. */
  readonly unpatchable: readonly { readonly function: string; readonly line: number; readonly reason: string }[];
}

/** The source of a module that runs now. */
export interface RunningSource {
  readonly path: string;
  readonly url: string;
  readonly version: number;
  /** The JavaScript that runs now, patches included, without guards. */
  readonly source: string;
  /** The JavaScript as it was loaded, before any patch, without guards. */
  readonly loaded: string;
  /** Whether Node stripped the types of a TypeScript file to get it. */
  readonly stripped: boolean;
  /** Whether stacks show its places as source maps have them, so that an edit of it is to come with one. */
  readonly mapped?: boolean | undefined;
}

/** Version of the protocol that this package speaks. */
export const protocolVersion = 1;

const text = v.string();
const number = v.number();

/** Checks a {@link Greeting}. */
export const greetingSchema: v.GenericSchema<Greeting> = v.object({
  protocol: number,
  agent: text,
  name: text,
  pid: number,
  node: text,
  revision: v.nullable(text),
  startedAt: text,
  root: text,
  script: v.optional(text),
  thread: v.optional(number),
  cluster: v.optional(number),
  patches: number,
  unrecorded: v.optional(number),
  leaseEndsAt: v.optional(text),
});

/** Checks a {@link Status}. */
export const statusSchema: v.GenericSchema<Status> = v.object({
  name: text,
  pid: number,
  revision: v.nullable(text),
  node: text,
  uptimeMs: number,
  rssBytes: number,
  heapUsedBytes: v.nullable(number),
  eventLoopDelayMs: v.nullable(v.object({ p50: number, p99: number })),
  patches: number,
  attached: number,
  stuckMs: number,
  thread: v.optional(number),
  workers: v.optional(number),
  unrecorded: v.optional(number),
  leaseEndsAt: v.optional(text),
  loopUtilisation: v.optional(v.nullable(number)),
  heapSpaces: v.optional(v.array(v.object({ name: text, usedBytes: number, sizeBytes: number }))),
  heapLimitBytes: v.optional(v.nullable(number)),
  externalBytes: v.optional(v.nullable(number)),
  gc: v.optional(v.nullable(v.object({ count: number, ms: number }))),
});

/** Checks a {@link LoadedModule}. */
export const loadedModuleSchema: v.GenericSchema<LoadedModule> = v.object({
  path: text,
  url: text,
  format: v.picklist(['module', 'commonjs']),
  version: number,
  patched: v.boolean(),
  functions: number,
  unpatchable: v.array(v.object({ function: text, line: number, reason: text })),
});

/** Checks a {@link RunningSource}. */
export const runningSourceSchema: v.GenericSchema<RunningSource> = v.object({
  path: text,
  url: text,
  version: number,
  source: text,
  loaded: text,
  stripped: v.boolean(),
  mapped: v.optional(v.boolean()),
});
