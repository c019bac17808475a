import type { Tryout } from '@suture/protocol/trial.js';
import type { LoadedEdit } from '../change/load-edit.ts';
import type { RolledBack } from '../change/roll-back.ts';
import { hasCome } from '../record/has-come.ts';
import { count, milliseconds } from './figures.ts';
import type { Paint } from './paint.ts';
import { recordWord } from './record-line.ts';
import { sanitizeLine } from './sanitize.ts';
import { tryoutLines } from './trial-text.ts';

/** Writes what loading did and where the record is. */
export function loadedText(name: string, loaded: LoadedEdit, paint: Paint, tryout: Tryout = {}): string {
  const { id, functions, pauseMs, record } = loaded;
  const what =
    functions === null || pauseMs === null
      ? 'its answer was lost, but it shows the patch'
      : `${count(functions, 'function')}, held for ${milliseconds(pauseMs)}`;
  const live = paint('good', `Live in ${sanitizeLine(name)}`);
  return [
    `${live}: ${what}.`,
    `patch         ${id}`,
    ...(record.branch ? [`branch        ${sanitizeLine(record.branch)}`] : []),
    ...(record.commit ? [`commit        ${sanitizeLine(record.commit)}`] : []),
    ...(loaded.waiting ? [`record        ${sanitizeLine(recordWord(record, loaded.waiting))}`] : []),
    ...(record.pullRequest ? [`pull request  ${sanitizeLine(record.pullRequest)}`] : []),
    ...tryoutLines(id, tryout),
  ].join('\n');
}

/** What a rollback did not undo, a sentence each; what went wrong beside it comes first. */
export function leftLines({ note, left }: Pick<RolledBack, 'note' | 'left'>): string[] {
  const stays = left.map(({ path, line, function: name, reason }) =>
    sanitizeLine(`it stays as it was at ${path}:${line}${name === '' ? '' : ` (${name})`}: ${reason}`),
  );
  return [...(note === undefined ? [] : [`${sanitizeLine(note)}.`]), ...stays];
}

/** Writes that a patch is out, and what becomes of its record. */
export function rolledBackText(name: string, { id, record }: RolledBack): string {
  const out = `${id} is out of ${sanitizeLine(name)}; what ran before runs again.`;
  if (record.pullRequest) {
    return `${out}\nIts pull request stays: close it, or keep it if the fix is still wanted: ${sanitizeLine(record.pullRequest)}`;
  }
  if (hasCome(record, 'pushed')) {
    const branch = sanitizeLine(record.branch ?? '');
    return `${out}\nIts branch stays: delete it, or keep it if the fix is still wanted: ${branch}`;
  }
  return out;
}
