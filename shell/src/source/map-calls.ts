import type { CallInFlight } from '@suture/protocol/inflight.js';
import type { StackFrame } from '@suture/protocol/stack.js';
import type { Channel } from '../connect/channel.ts';
import { mapFrames } from './map-frames.ts';

/** Maps the places of calls that are under way to the sources that they were compiled from. */
export async function mapCalls(channel: Channel, calls: readonly CallInFlight[]): Promise<CallInFlight[]> {
  const frameAt = (call: CallInFlight, line: number, column: number): StackFrame => ({
    function: call.function,
    path: call.path,
    url: call.path,
    line,
    column,
    internal: false,
    restartable: false,
    locals: [],
  });
  const places = calls.map((call) => frameAt(call, call.line, call.column ?? 1));
  const waiting = calls.flatMap((call) => (call.waits ? [frameAt(call, call.waits.line, call.waits.column)] : []));
  const mapped = await mapFrames(channel, [...places, ...waiting]);
  const [own, awaits] = [mapped.slice(0, places.length), mapped.slice(places.length)];
  return calls.map((call, index) => {
    const { path, line } = own[index] ?? call;
    if (!call.waits) return { ...call, path, line };
    const at = awaits.shift() ?? call.waits;
    return { ...call, path, line, waits: { ...call.waits, line: at.line, column: at.column } };
  });
}
