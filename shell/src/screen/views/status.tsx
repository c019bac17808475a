import { Text } from 'ink';
import type { ReactElement } from 'react';
import type { Status as Health } from '@suture/protocol/process.js';
import stringWidth from 'string-width';
import { targetOf } from '../../connect/named.ts';
import { clockTime, count } from '../../print/figures.ts';
import { sanitizeLine } from '../../print/sanitize.ts';
import { threadName } from '../../print/thread-name.ts';
import type { Connection, State } from '../state/state.ts';
import { type Piece, theme } from '../theme.ts';
import { fit } from './input.ts';

/** The status row: what one is attached to and how it does; fields drop from the right when there is no room. */
export function Status({ state, columns }: { state: State; columns: number }): ReactElement {
  const shown: Piece[] = [];
  let room = columns - 1;
  for (const field of statusFields(state)) {
    const text = shown.length === 0 ? field.text : ` │ ${field.text}`;
    if (stringWidth(text) > room && shown.length > 0) break;
    const fitted = fit(text, Math.max(1, room));
    room -= stringWidth(fitted);
    shown.push({ text: fitted, tone: field.tone });
  }
  return (
    <Text wrap="truncate">
      {' '}
      {shown.map(({ text, tone = 'plain' }, index) => (
        // The fields have a fixed order.
        <Text key={index} {...theme[tone]}>
          {text}
        </Text>
      ))}
    </Text>
  );
}

/** The fields of the status row, the most important first. */
export function statusFields(state: State): Piece[] {
  const { greeting, status, patches } = state;
  const build = greeting.revision === null ? 'unknown' : greeting.revision.slice(0, 7);
  const fields: Piece[] = [
    connectionField(state.connection),
    { text: `${sanitizeLine(greeting.name)} pid ${targetOf(greeting)}` },
    { text: `rev ${sanitizeLine(build)}` },
    patchField(patches),
    ...(state.armed ? [{ text: `ARMED ${armedFor(state.armed.leftMs)}`, tone: 'warning' as const }] : []),
    ...(state.others === undefined ? [] : [{ text: state.others, tone: 'warning' as const }]),
  ];
  if (status !== undefined) {
    fields.push(
      loopField(status),
      { text: `mem ${Math.round(status.rssBytes / 2 ** 20)} MB` },
      { text: count(status.attached, 'shell') },
    );
  }
  return fields;
}

function armedFor(leftMs: number): string {
  return leftMs > 60_000 ? `${Math.ceil(leftMs / 60_000)} min` : `${Math.ceil(leftMs / 1_000)} s`;
}

function connectionField(connection: Connection): Piece {
  switch (connection.is) {
    case 'attached':
      return { text: '● attached', tone: 'good' };
    case 'lost':
      return {
        text: `◌ connection lost, try ${connection.attempt} in ${Math.ceil(connection.waitMs / 1000)} s`,
        tone: 'warning',
      };
  }
}

function patchField({ live, unrecorded, until }: State['patches']): Piece {
  if (live === 0) return { text: 'no patches' };
  const patches = count(live, 'patch', 'patches');
  return unrecorded === 0
    ? { text: patches, tone: 'patch' }
    : { text: `${patches}, ${unrecorded} unrecorded${until ? ` until ${clockTime(until)}` : ''}`, tone: 'warning' };
}

function loopField({ eventLoopDelayMs: delay, stuckMs, thread }: Health): Piece {
  if (stuckMs > 0 || delay === null)
    return {
      text: `${threadName(thread).replace(/^the /, '')} busy ${Math.round(stuckMs / 100) / 10} s`,
      tone: 'warning',
    };
  return { text: `loop ${milliseconds(delay.p50)}/${milliseconds(delay.p99)} ms` };
}

function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}
