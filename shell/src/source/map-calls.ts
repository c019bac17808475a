import type { CallInFlight } from '@suture/protocol/inflight.js';
import type { Channel } from '../connect/channel.ts';
import { mapFrames } from './map-frames.ts';

/** Maps the places of calls that are under way to the sources that they were compiled from. */
export async function mapCalls(channel: Channel, calls: readonly CallInFlight[]): Promise<CallInFlight[]> {
  const placeIn = ({ path }: CallInFlight, line: number, column: number) => ({ path, url: path, line, column });
  const own = calls.map((call) => placeIn(call, call.line, call.column ?? 1));
  const waiting = calls.map((call) => placeIn(call, call.waits?.line ?? call.line, call.waits?.column ?? 1));
  // The lines are those of what runs now.
  const mapped = await mapFrames(channel, [...own, ...waiting], { patched: true });
  return calls.map((call, index) => {
    const { path, line } = mapped[index] ?? call;
    const at = call.waits && mapped[calls.length + index];
    return {
      ...call,
      path,
      line,
      ...(call.waits && at ? { waits: { ...call.waits, line: at.line, column: at.column } } : {}),
    };
  });
}
