import type { Status } from '@suture/protocol/process.js';
import { clockTime, duration, mebibytes, milliseconds, unanswered } from '../../print/figures.ts';
import { sanitizeLine } from '../../print/sanitize.ts';
import { type Printed, say, type Tone } from '../theme.ts';
import { cell } from './row.ts';
import { sparkline } from './sparkline.ts';
import type { Page } from './view.ts';

/** What was seen of a process at one moment. */
export interface Sample {
  readonly at: number;
  readonly status: Status;
  /** Milliseconds of garbage collection a second since the sample before; null for the first. */
  readonly gcMs: number | null;
  /** Whether a patch was loaded or taken out since the sample before. */
  readonly patched: boolean;
}

/** What the health view holds. */
export interface Health {
  readonly samples: readonly Sample[];
  readonly everyMs: number;
  readonly paused: boolean;
}

const mostSamples = 300;

/** Adds what was seen. */
export function sampled(health: Health, status: Status, at: number, patched: boolean): Health {
  const before = health.samples.at(-1);
  const isSame = before?.status.pid === status.pid && before.status.thread === status.thread;
  const gcMs =
    isSame && before.status.gc && status.gc && at > before.at
      ? Math.max(0, ((status.gc.ms - before.status.gc.ms) * 1000) / (at - before.at))
      : null;
  return { ...health, samples: [...health.samples, { at, status, gcMs, patched }].slice(-mostSamples) };
}

/** The health of a process: a figure and its course for each thing, then the memory by space. */
export function healthPage(health: Health, columns: number, now: number): Page {
  const last = health.samples.at(-1);
  if (last === undefined) return { head: [], body: [say(' asking the process …', 'muted')], foot: [], marks: false };
  const { status } = last;
  const width = Math.max(4, columns - labelCells - figureCells - 4);
  const course = (
    label: string,
    figure: string,
    of: (sample: Sample) => number | null,
    tone: Tone = 'plain',
    most?: number,
  ): Printed => [
    { text: ` ${cell(label, labelCells)}`, tone: 'muted' },
    { text: `${cell(figure, figureCells)} `, tone },
    { text: sparkline(health.samples.map(of), width, most), tone: 'good' },
  ];
  const delay = status.eventLoopDelayMs;
  const { loopUtilisation: busy, heapUsedBytes: heap, heapLimitBytes: limit, externalBytes: external } = status;
  const stuck = status.stuckMs > 0;
  const age = now - last.at;
  const head: Printed = [
    { text: ` ${sanitizeLine(status.name)}`, tone: 'strong' },
    { text: `  Node ${sanitizeLine(status.node)}, up ${duration(status.uptimeMs)}` },
    ...(stuck
      ? [{ text: `   STUCK for ${unanswered(status.stuckMs)}: :stack says where`, tone: 'refused' as const }]
      : []),
    ...(health.paused ? [{ text: '   paused', tone: 'warning' as const }] : []),
    ...(age > 3 * health.everyMs && !health.paused
      ? [{ text: `   ${duration(age)} old`, tone: 'warning' as const }]
      : []),
  ];
  return {
    head: [head, []],
    body: [
      course(
        'loop delay p99',
        delay ? milliseconds(delay.p99) : 'no answer',
        (each) => each.status.eventLoopDelayMs?.p99 ?? null,
        stuck ? 'refused' : 'plain',
      ),
      course(
        'loop delay p50',
        delay ? milliseconds(delay.p50) : 'no answer',
        (each) => each.status.eventLoopDelayMs?.p50 ?? null,
      ),
      course(
        'at work',
        percent(busy),
        (each) => each.status.loopUtilisation ?? null,
        (busy ?? 0) > 0.85 ? 'warning' : 'plain',
        1,
      ),
      course('collecting', last.gcMs === null ? '…' : `${Math.round(last.gcMs)} ms/s`, (each) => each.gcMs),
      course('memory', mebibytes(status.rssBytes), (each) => each.status.rssBytes),
      course('heap', bytes(heap), (each) => each.status.heapUsedBytes, nearLimit(heap, limit) ? 'warning' : 'plain'),
      course('buffers', bytes(external), (each) => each.status.externalBytes ?? null),
      marks(health.samples, width),
      [],
      say(` ${cell('SPACE', 26)}${'USED'.padStart(12)}${'SIZE'.padStart(12)}`, 'muted'),
      ...(status.heapSpaces ?? [])
        .toSorted((a, b) => b.usedBytes - a.usedBytes)
        .map(({ name, usedBytes, sizeBytes }) => {
          const bar = heap ? '█'.repeat(Math.round((usedBytes / heap) * 20)) : '';
          return say(
            ` ${cell(sanitizeLine(name), 26)}${mebibytes(usedBytes).padStart(12)}${mebibytes(sizeBytes).padStart(12)}  ${bar}`,
          );
        }),
      ...(limit
        ? [say(` ${cell('limit of the heap', 26)}${''.padStart(12)}${mebibytes(limit).padStart(12)}`, 'muted')]
        : []),
    ],
    foot: [],
    marks: false,
  };
}

const labelCells = 16;
const figureCells = 12;

/** A mark below each moment at which somebody loaded or took out a patch. */
function marks(samples: readonly Sample[], width: number): Printed {
  const shown = samples.slice(-width);
  const line = shown.map(({ patched }) => (patched ? '▲' : ' ')).join('');
  const last = shown.findLast(({ patched }) => patched);
  const label = last === undefined ? '' : `patch ${clockTime(new Date(last.at).toISOString())}`;
  return [
    { text: ` ${cell('', labelCells)}${cell(label, figureCells)} `, tone: 'patch' },
    { text: line.padStart(width), tone: 'patch' },
  ];
}

function bytes(value: number | null | undefined): string {
  return typeof value === 'number' ? mebibytes(value) : 'no answer';
}

function percent(share: number | null | undefined): string {
  return typeof share === 'number' ? `${Math.round(share * 100)} %` : 'no answer';
}

function nearLimit(heap: number | null, limit: number | null | undefined): boolean {
  return typeof heap === 'number' && typeof limit === 'number' && heap > 0.85 * limit;
}
