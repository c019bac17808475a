import { Session } from 'node:inspector/promises';

/** A part of a source, in UTF-16 units, and how often it ran; parts lie within one another. */
export interface Ran {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

/** Counts what runs of the scripts that are loaded meanwhile, by URL. */
export async function counted(run: () => Promise<unknown>): Promise<ReadonlyMap<string, readonly Ran[]>> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    await run();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return new Map(result.map(({ url, functions }) => [url, functions.flatMap(({ ranges }) => ranges)]));
  } finally {
    session.disconnect();
  }
}

/** Says whether what stands at an offset ran. */
export function isReached(ran: readonly Ran[], at: number): boolean {
  const around = ran.filter(({ startOffset, endOffset }) => startOffset <= at && at < endOffset);
  const innermost = around.sort((a, b) => a.endOffset - a.startOffset - (b.endOffset - b.startOffset))[0];
  return innermost !== undefined && innermost.count > 0;
}
