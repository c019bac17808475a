import { limits } from '../limits.ts';
import { Latencies } from '../swap/latencies.ts';
import { LoopDelay } from '../swap/loop-delay.ts';
import type { Figures } from './messages.ts';

/** Tells, while it is on, how late the event loop of this thread is and how much of the time it works; of the last minute. */
export function delayMeter(): {
  set(on: boolean): void;
  read(): Pick<Figures, 'eventLoopDelayMs' | 'loopUtilisation'>;
} {
  const late = new Latencies();
  const delay = new LoopDelay((lateMs) => {
    // Each turn that a long one has kept from taking place was late, too: one of two seconds is not one among thousands.
    const least = lateMs - limits.delayTurns * limits.delayResolutionMs;
    for (let ms = lateMs; ms >= 0 && ms > least; ms -= limits.delayResolutionMs) late.add(ms);
  });
  let since = 0;
  let loop = performance.eventLoopUtilization();
  const begin = (): void => {
    late.clear();
    since = performance.now();
    loop = performance.eventLoopUtilization();
  };
  return {
    set(on) {
      delay.set(on);
      begin();
    },
    read() {
      delay.catchUp();
      const [p50, p99] = [late.percentile(0.5), late.percentile(0.99)];
      if (!delay.isOn || p50 === null || p99 === null) return { eventLoopDelayMs: null, loopUtilisation: null };
      const loopUtilisation = performance.eventLoopUtilization(loop).utilization;
      if (performance.now() - since > limits.delayWindowMs) begin();
      return { eventLoopDelayMs: { p50, p99 }, loopUtilisation };
    },
  };
}
