import type { Status } from '@suture/protocol/process.js';
import { isObject } from './entry.ts';
import { maxEvidenceCharacters } from './limits.ts';
import { redact } from './redact.ts';

/** How a process did at a moment. */
export type Health = Pick<Status, 'eventLoopDelayMs' | 'rssBytes' | 'heapUsedBytes'>;

/** What was seen, beside the plan: for those who review the patch. */
export interface Evidence {
  /** Before the patch was loaded, and after. */
  readonly health?: { readonly before: Health; readonly after: Health };
  /** What somebody watched or replayed, as text, each under a title. */
  readonly seen: readonly { readonly title: string; readonly text: string }[];
}

/** Keeps the part of a status that shows how a process does. */
export function healthOf({ eventLoopDelayMs, rssBytes, heapUsedBytes }: Status): Health {
  return { eventLoopDelayMs, rssBytes, heapUsedBytes };
}

/** Reads evidence back from JSON of unknown origin; what is malformed is no evidence. */
export function readEvidence(value: unknown): Evidence {
  if (!isObject(value)) return { seen: [] };
  const { health, seen } = value;
  const list = Array.isArray(seen) ? (seen as unknown[]).filter(isObject) : [];
  return {
    ...(isObject(health) && isHealth(health['before']) && isHealth(health['after'])
      ? { health: { before: health['before'], after: health['after'] } }
      : {}),
    seen: list.flatMap(({ title, text }) =>
      typeof title === 'string' && typeof text === 'string' ? [{ title, text }] : [],
    ),
  };
}

/** The section of a request with what was seen, in Markdown; empty when there is nothing. `code` and `fenced` make text harmless. */
export function evidenceText(
  { health, seen }: Evidence,
  { code, fenced }: { code: (text: string) => string; fenced: (text: string, language: string) => string },
): string {
  const parts = [
    ...(health ? [healthTable(health)] : []),
    ...seen.map(({ title, text }) => {
      // Redacted before it is cut: half a secret has the shape of none.
      const clean = redact(text).trimEnd();
      const short = clean.slice(0, maxEvidenceCharacters);
      const more = short === clean ? '' : '\n\n(cut)';
      return `${code(title)}:\n\n${fenced(short, 'text')}${more}`;
    }),
  ];
  return parts.length > 0 ? ['## Evidence', ...parts].join('\n\n') : '';
}

function healthTable({ before, after }: NonNullable<Evidence['health']>): string {
  const rows: [string, (health: Health) => string][] = [
    ['Event loop delay, p50', ({ eventLoopDelayMs: delay }) => ms(delay?.p50)],
    ['Event loop delay, p99', ({ eventLoopDelayMs: delay }) => ms(delay?.p99)],
    ['Memory', ({ rssBytes }) => mebibytes(rssBytes)],
    ['Heap', ({ heapUsedBytes }) => mebibytes(heapUsedBytes)],
  ];
  const lines = rows.map(([name, read]) => `| ${name} | ${read(before)} | ${read(after)} |`);
  return ['| | before | just after |', '| --- | ---: | ---: |', ...lines].join('\n');
}

function ms(value: number | undefined): string {
  return value === undefined ? 'not known' : `${Number(value.toPrecision(2))} ms`;
}

function mebibytes(bytes: number | null): string {
  return bytes === null ? 'not known' : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function isHealth(value: unknown): value is Health {
  if (!isObject(value) || typeof value['rssBytes'] !== 'number') return false;
  const { eventLoopDelayMs: delay, heapUsedBytes } = value;
  const isDelay = isObject(delay) && typeof delay['p50'] === 'number' && typeof delay['p99'] === 'number';
  return (delay === null || isDelay) && (heapUsedBytes === null || typeof heapUsedBytes === 'number');
}
