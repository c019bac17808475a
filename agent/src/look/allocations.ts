import type { Allocations, Allocator } from '@suture/protocol/heap.js';
import type { Inspected } from '../bridge/inspected.ts';
import { limits } from '../limits.ts';
import { readSourceUrl } from '../swap/source-url.ts';
import { type Answer, done, refuse } from '../serve/answer.ts';
import { Inspection } from './inspection.ts';
import { InspectorError } from './inspector-error.ts';

interface SampledNode {
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly selfSize: number;
  readonly children: readonly SampledNode[];
}

type Sums = Map<string, Omit<Allocator, 'bytesHalfway'>>;

/**
 * Samples what is allocated for a while and is still there, half-way and at the end. V8 collects garbage for each of the
 * two, which holds the main thread for about 1 ms for each MB of heap.
 */
export async function sampleAllocations(
  inspected: Inspected,
  displayPath: (url: string) => string,
  forMs: number,
): Promise<Answer<Allocations>> {
  const inspection = new Inspection(inspected);
  const sample = async (): Promise<Sums> => {
    const { profile } = (await inspection.post('HeapProfiler.getSamplingProfile')) as {
      profile: { head: SampledNode };
    };
    return sumsOf(profile.head, displayPath);
  };
  const half = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, forMs / 2));
  try {
    // There is one sampler in a process: one that the application began is read, and neither begun nor ended here.
    const others = await sample().then(
      () => true,
      () => false,
    );
    if (!others) {
      const samplingInterval = limits.allocationBytes;
      await inspection.post('HeapProfiler.startSampling', { samplingInterval });
    }
    await half();
    const first = await sample();
    await half();
    const last = await sample();
    if (!others) await inspection.post('HeapProfiler.stopSampling');
    return done({ forMs, others, ...joined(first, last) });
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
    return refuse('internal', error.message);
  } finally {
    inspection.close();
  }
}

function joined(first: Sums, last: Sums): Pick<Allocations, 'bytesHalfway' | 'bytes' | 'functions'> {
  const all = (sums: Sums): number => [...sums.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  const functions = [...last].map(([key, row]) => ({ ...row, bytesHalfway: first.get(key)?.bytes ?? 0 }));
  return {
    bytesHalfway: all(first),
    bytes: all(last),
    functions: functions.toSorted((a, b) => b.bytes - a.bytes).slice(0, limits.allocatingFunctions),
  };
}

function sumsOf(head: SampledNode, displayPath: (url: string) => string): Sums {
  const sums: Sums = new Map();
  const nodes = [head];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    const { callFrame, selfSize, children } = node;
    nodes.push(...children);
    if (selfSize === 0) continue;
    const { functionName, lineNumber } = callFrame;
    const { file: url } = readSourceUrl(callFrame.url);
    const key = `${functionName} ${url} ${lineNumber}`;
    const known = sums.get(key);
    const isFile = url !== '' && !url.startsWith('node:');
    sums.set(key, {
      function: functionName,
      url,
      path: isFile ? displayPath(url.startsWith('/') ? `file://${url}` : url) : url,
      line: lineNumber + 1,
      bytes: (known?.bytes ?? 0) + selfSize,
    });
  }
  return sums;
}
