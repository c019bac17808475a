import type { AnyNode } from 'acorn';
import type { StatementProgram } from '../swap/program.ts';
import type { Analysis } from '../syntax/scope.ts';
import type { Delta, StatementChange } from './delta.ts';
import { finish, onLine } from './finish.ts';
import { emitPart } from './overlay.ts';
import type { Hidden } from './piece.ts';
import { addGuards, type State } from './state.ts';

/** Writes the top-level statements that run with a patch. */
export function statementsOf({ statements }: Delta, state: State): StatementProgram[] {
  const { analysis } = state.reading;
  return statements.map(({ node, later }) => {
    const write = (part: { start: number; end: number }): string => {
      const { text, handed } = emitPart(analysis, part as AnyNode, state.hidden);
      addGuards(state, handed);
      return text;
    };
    const code = onLine(analysis.source, node.start, `($suture,$sutureOverlay)=>${bodyOf(node, later, write)}`);
    return { how: later?.how ?? 'asked', text: shortText(analysis, node), code: finish(state, code) };
  });
}

/** A call is made on what stands in for its receiver, which is told what to do and does it itself. */
function bodyOf(
  node: AnyNode,
  later: StatementChange['later'],
  write: (part: { start: number; end: number }) => string,
): string {
  if (!later) return `()=>{${write(node)}}`;
  const { receiver, call } = later;
  if (!receiver) return `()=>(${write(call)})`;
  return `$sutureTo=>$sutureTo(${write(receiver)})${write({ start: receiver.end, end: call.end })}`;
}

/** Writes those that are gone, as they ran in the state before: without functions, they have no guards. */
export function goneOf({ gone }: Delta, { reading, hidden, ...state }: State): StatementProgram[] {
  const { analysis } = reading;
  return gone.map((node) => {
    const { text } = emitPart(analysis, node, hidden satisfies Hidden);
    return {
      how: 'asked',
      text: shortText(analysis, node),
      code: finish(state, onLine(analysis.source, node.start, `($suture,$sutureOverlay)=>()=>{${text}}`)),
    };
  });
}

function shortText({ source }: Analysis, { start, end }: AnyNode): string {
  const [line = ''] = source.slice(start, end).split('\n');
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
