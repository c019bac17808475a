import type { Status } from '@suture/protocol/process.js';
import { targetOf } from '../connect/named.ts';
import { count, duration, mebibytes, milliseconds, shortRevision, unanswered } from './figures.ts';
import type { Paint } from './paint.ts';
import { sanitizeLine } from './sanitize.ts';
import { unrecordedText } from './tables.ts';
import { threadName } from './thread-name.ts';

/** Writes the health of a process in a few short lines. */
export function statusText(status: Status, paint: Paint): string {
  const { heapUsedBytes: heap, eventLoopDelayMs: delay, stuckMs } = status;
  const name = paint('strong', sanitizeLine(status.name));
  const loop = delay ? `p50 ${milliseconds(delay.p50)}, p99 ${milliseconds(delay.p99)}${atWork(status)}` : 'not known';
  return [
    `${name} (${targetOf(status)}), Node ${sanitizeLine(status.node)}, up ${duration(status.uptimeMs)}`,
    `revision    ${sanitizeLine(status.revision ?? shortRevision(null))}`,
    `memory      ${mebibytes(status.rssBytes)}, heap ${heap === null ? 'not known' : mebibytes(heap)}`,
    `loop delay  ${loop}`,
    ...(status.gc
      ? [
          `garbage     ${count(status.gc.count, 'collection')} while somebody is attached, ${milliseconds(status.gc.ms)}`,
        ]
      : []),
    `patches     ${status.patches} live${unrecordedText(status)}, ${count(status.attached, 'shell')} attached`,
    ...(status.workers
      ? [`threads     ${count(status.workers, 'worker thread')}; \`suture ls\` lists those with an agent`]
      : []),
    ...(stuckMs > 0
      ? [paint('bad', `STUCK       ${threadName(status.thread)} has not answered for ${unanswered(stuckMs)}`)]
      : []),
  ].join('\n');
}

function atWork({ loopUtilisation }: Status): string {
  return typeof loopUtilisation === 'number' ? `, at work ${Math.round(loopUtilisation * 100)} % of the time` : '';
}
