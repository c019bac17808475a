import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { promptLabel, type State } from '../state/state.ts';
import { type Piece, theme } from '../theme.ts';
import { hints } from '../words.ts';
import { fit, type InputRows, layInput } from './input.ts';
import { layMenu } from './menu.ts';
import { Status } from './status.tsx';

const inputMaxRows = 8;
const rowsForHint = 12;
const rowsForStatus = 3;
/** The live region is never higher, so that what was printed stays in sight. */
const regionMaxRows = 12;

/** Lays the prompt out for the size of the terminal. */
export function inputOf(state: State): InputRows {
  const { columns, rows } = state.size;
  // One column stays free, so that no row ever stands against the edge where terminals differ.
  const maxRows = Math.max(1, Math.min(inputMaxRows, rows - 3));
  return layInput(promptLabel(state), state.line, Math.max(8, columns - 1), maxRows);
}

/** The live region: the prompt, the status row, and the hint row where there is room for one. */
export function Screen({ state }: { state: State }): ReactElement {
  const { columns, rows } = state.size;
  const width = Math.max(8, columns - 1);
  const input = inputOf(state).rows;
  return (
    <Box flexDirection="column" width={width}>
      {input.map(({ before, text }, index) => (
        // Rows are told apart by their place only.
        <Text key={index} wrap="truncate">
          <Text {...theme[index === 0 ? 'prompt' : 'muted']}>{before}</Text>
          {text}
        </Text>
      ))}
      {belowInput(state, width, input.length).map((row, index) => (
        // Rows are told apart by their place only.
        <Text key={index} wrap="truncate">
          {row.map(({ text, tone = 'plain' }, place) => (
            <Text key={place} {...theme[tone]}>
              {text}
            </Text>
          ))}
        </Text>
      ))}
      {rows >= rowsForStatus && <Status state={state} columns={width} />}
      {rows >= rowsForHint && <Hint state={state} columns={width} />}
    </Box>
  );
}

/** The candidates, or else the value of what stands on the line, in what room there is. */
function belowInput(state: State, columns: number, inputRows: number): Piece[][] {
  const { rows } = state.size;
  const room = Math.min(regionMaxRows, rows - 1) - inputRows - (rows >= rowsForHint ? 2 : 1);
  if (state.menu) return layMenu(state.menu, columns, room);
  if (state.preview === undefined || room < 1) return [];
  return [[{ text: fit(`  ↳ ${state.preview}`, columns), tone: 'muted' }]];
}

function Hint({ state, columns }: { state: State; columns: number }): ReactElement {
  const tone = state.notice === undefined ? 'muted' : 'warning';
  return (
    <Text wrap="truncate" {...theme[tone]}>
      {fit(` ${state.notice ?? hintOf(state)}`, columns)}
    </Text>
  );
}

function hintOf(state: State): string {
  const { activity } = state;
  if (state.connection.is !== 'attached') return hints.lost;
  if (state.search) return hints.searching;
  if (state.menu) return hints.menu;
  if (activity.is === 'running') {
    const waiting = state.queue.length === 0 ? '' : `   ${state.queue.length} more waiting`;
    return `running ${activity.text.split('\n')[0] ?? ''}${waiting}   ${activity.endable ? hints.endable : hints.running}`;
  }
  return hints[activity.is];
}
