import * as v from 'valibot';
import {
  type Greeting,
  greetingSchema,
  type LoadedModule,
  loadedModuleSchema,
  type RunningSource,
  runningSourceSchema,
  type Status,
  statusSchema,
} from './process.ts';
import { nothing, text, type RequestTable } from './request-table.ts';

/** Requests about what the process is and runs. */
export interface ProcessRequests {
  greet: { params: Record<string, never>; result: Greeting };
  status: { params: Record<string, never>; result: Status };
  modules: { params: { pattern?: string | undefined }; result: LoadedModule[] };
  source: { params: { module: string }; result: RunningSource };
  strip: { params: { source: string }; result: { source: string } };
  loaders: { params: Record<string, never>; result: { options: string[]; cwd: string } };
}

/** The table of {@link ProcessRequests}. */
export const processRequests: RequestTable<ProcessRequests> = {
  greet: { params: nothing, result: greetingSchema, role: 'observer', does: 'Says which process this is.' },
  status: { params: nothing, result: statusSchema, role: 'observer', does: 'Tells the health of the process.' },
  modules: {
    params: v.object({ pattern: v.optional(text) }),
    result: v.array(loadedModuleSchema),
    role: 'observer',
    does: 'Lists the loaded modules that can be patched.',
  },
  source: {
    params: v.object({ module: text }),
    result: runningSourceSchema,
    role: 'observer',
    does: 'Gives the source of a module that runs now.',
  },
  strip: {
    params: v.object({ source: text }),
    result: v.object({ source: text }),
    role: 'observer',
    does: "Strips the types of a TypeScript source with the process's own Node.",
  },
  loaders: {
    params: nothing,
    result: v.object({ options: v.array(text), cwd: text }),
    role: 'observer',
    does: 'Gives the options of Node that preload code, such as a compiler, without those of the agent, and where it began.',
  },
};
