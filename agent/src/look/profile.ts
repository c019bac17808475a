import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Events } from '@suture/protocol/events.js';
import type { CpuProfile, HeapSnapshot } from '@suture/protocol/inside.js';
import type { Inspected } from '../bridge/inspected.ts';
import { limits } from '../limits.ts';
import { makePrivateFolder } from '../private-folder.ts';
import { type Answer, done, refuse } from '../serve/answer.ts';
import { Inspection } from './inspection.ts';
import { InspectorError } from './inspector-error.ts';

/** Samples the main thread for a while. */
export async function profileCpu(inspected: Inspected, forMs: number): Promise<Answer<CpuProfile>> {
  const inspection = new Inspection(inspected);
  try {
    await inspection.post('Profiler.enable');
    await inspection.post('Profiler.setSamplingInterval', { interval: limits.profileIntervalUs });
    await inspection.post('Profiler.start');
    await new Promise((resolve) => setTimeout(resolve, forMs));
    const { profile } = (await inspection.post('Profiler.stop')) as { profile: CpuProfile };
    return done(profile);
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
    return refuse('internal', error.message);
  } finally {
    inspection.close();
  }
}

/** Writes a heap snapshot into a folder of the agent, for its user alone: it holds every secret of the process. */
export async function snapshotHeap(
  inspected: Inspected,
  folder: string,
  estimateMs: number,
  onProgress: (progress: Events['snapshotProgress']) => void,
): Promise<Answer<HeapSnapshot>> {
  makePrivateFolder(folder);
  const ofThread = inspected.thread === undefined ? '' : `t${inspected.thread}-`;
  const at = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const path = join(folder, `${at}-${ofThread}${process.pid}.heapsnapshot`);
  const file = openSync(path, 'wx', 0o600);
  const startedAt = performance.now();
  let isWhole = false;
  try {
    const written = await writeSnapshot(inspected, file, onProgress);
    if (!written.ok) return refuse('not_written', `${path}: ${written.reason}.`);
    isWhole = true;
    return done({ estimateMs, path, bytes: written.bytes, pauseMs: performance.now() - startedAt });
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
    return refuse('internal', error.message);
  } finally {
    closeSync(file);
    // Half a heap is of no use to anybody, and holds secrets all the same.
    if (!isWhole) unlinkSync(path);
  }
}

type Written = { readonly ok: true; readonly bytes: number } | { readonly ok: false; readonly reason: string };

async function writeSnapshot(
  inspected: Inspected,
  file: number,
  onProgress: (progress: Events['snapshotProgress']) => void,
): Promise<Written> {
  const inspection = new Inspection(inspected);
  const progress = { done: 0, total: 0, bytes: 0 };
  let toldAt = 0;
  let failed: Error | undefined;
  const tell = (now: boolean): void => {
    if (!now && performance.now() - toldAt < limits.progressMs) return;
    toldAt = performance.now();
    onProgress({ ...progress });
  };
  inspection.onEvent('HeapProfiler.reportHeapSnapshotProgress', (params) => {
    const { done: seen, total, finished } = params as { done: number; total: number; finished?: boolean };
    Object.assign(progress, { done: seen, total });
    tell(finished === true);
  });
  inspection.onEvent('HeapProfiler.addHeapSnapshotChunk', (params) => {
    if (failed) return;
    const bytes = Buffer.from((params as { chunk: string }).chunk);
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      progress.bytes += bytes.length;
      tell(false);
    } catch (error) {
      failed = error as Error;
    }
  });
  try {
    await inspection.post('HeapProfiler.takeHeapSnapshot', { reportProgress: true });
    return failed ? { ok: false, reason: failed.message } : { ok: true, bytes: progress.bytes };
  } finally {
    inspection.close();
  }
}
