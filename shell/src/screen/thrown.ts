import type { StackFrame } from '@suture/protocol/stack.js';
import type { EvaluationFailed } from '@suture/protocol/values.js';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Channel } from '../connect/channel.ts';
import { sanitizeLine } from '../print/sanitize.ts';
import { type MappedFrame, mapFrames } from '../source/map-frames.ts';
import { type Printed, say } from './theme.ts';

const shownFrames = 8;
const around = 1;
const gutter = 11;

/** The frames of an error, at the places of their sources, beside each the patch that its code comes from; and the line that threw. */
export async function framesOf({ error }: EvaluationFailed, channel: Channel, columns: number): Promise<Printed[]> {
  const read = (error.stack ?? '')
    .split('\n')
    .flatMap((row) => frameOf(row, channel.greeting.root) ?? [])
    .filter((frame, index, all) => !isGuard(frame, all[index - 1]));
  if (read.length === 0) return [];
  const frames = await mapFrames(channel, read).catch((): MappedFrame[] => read);
  const own = frames.filter(({ internal }) => !internal);
  const [first] = own;
  const lines = own.slice(0, shownFrames).map(lineOf);
  if (first) lines.splice(1, 0, ...(await codeAt(first, channel, columns - gutter - 1)));
  const folded = frames.length - Math.min(own.length, shownFrames);
  return folded === 0 ? lines : [...lines, say(`    + ${folded} more frames`, 'muted')];
}

/** Reads one line of V8's stack: `at name (url:1:2)`, `at url:1:2`. The code of a patch carries its id behind the path. */
export function frameOf(row: string, root: string): StackFrame | undefined {
  const [, name = '', url = '', line = '', column = ''] =
    /^\s+at (?:async )?(?:(.*?) \()?((?:file:|node:|\/)[^\s()]*?):(\d+):(\d+)\)?$/.exec(row) ?? [];
  if (url === '') return undefined;
  const [file = '', patch] = url.split(/[?&]suture=|#/);
  const at = { line: Number(line), column: Number(column), restartable: false, locals: [] };
  const shown = { function: name, url: file, path: pathOf(file, root), internal: file.startsWith('node:'), ...at };
  return patch === undefined || patch === 'watch' ? shown : { ...shown, patch: decodeURIComponent(patch) };
}

/** What hands a call over to the patched body stands below it on the stack, under the same name. */
function isGuard(frame: StackFrame, above: StackFrame | undefined): boolean {
  return (
    frame.patch === undefined &&
    above?.patch !== undefined &&
    above.url === frame.url &&
    above.function === frame.function
  );
}

function pathOf(url: string, root: string): string {
  if (url.startsWith('node:')) return url;
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  const below = posix.relative(root, path);
  return below.startsWith('..') ? path : below;
}

function lineOf({ function: name, path, line, column, patch }: MappedFrame): Printed {
  const where = `${sanitizeLine(path)}:${line}:${column}`;
  return [
    { text: `    at ${name === '' ? '' : `${sanitizeLine(name)}  `}`, tone: 'muted' },
    { text: where },
    { text: patch === undefined ? '' : `  (patch ${sanitizeLine(patch)})`, tone: 'patch' },
  ];
}

/** The line of a frame and those around it, as they run; nothing where its source is not the one that runs. */
async function codeAt(frame: MappedFrame, channel: Channel, width: number): Promise<Printed[]> {
  const text = frame.running ? frame.source : await runningText(frame.url, channel);
  const lines = text?.split('\n') ?? [];
  if (lines[frame.line - 1] === undefined) return [];
  const shown: Printed[] = [];
  for (let line = Math.max(1, frame.line - around); line <= Math.min(lines.length, frame.line + around); line += 1) {
    const mark = line === frame.line ? '>' : ' ';
    const code = sanitizeLine(lines[line - 1]?.slice(0, width).replaceAll('\t', ' ') ?? '');
    shown.push([{ text: `  ${mark} ${String(line).padStart(4)} | `, tone: 'muted' }, { text: code }]);
    const isMapped = frame.running !== undefined || frame.patch !== undefined;
    if (line === frame.line && isMapped && frame.column <= width) {
      shown.push(say(`         | ${' '.repeat(frame.column - 1)}^`, 'refused'));
    }
  }
  return shown;
}

async function runningText(url: string, channel: Channel): Promise<string | undefined> {
  return channel.call('source', { module: url }).then(
    ({ source }) => source,
    () => undefined,
  );
}
