import type { PropertyProgram } from '../swap/program.ts';
import type { Delta, PropertyChange } from './delta.ts';
import { finish, onLine } from './finish.ts';
import { emitPart } from './overlay.ts';
import { addGuards, type State } from './state.ts';

/** Writes what sets the properties of objects that a patch brings or changes. */
export function propertiesOf(delta: Delta, state: State): PropertyProgram[] {
  return delta.properties.map((change) => ({
    key: change.key,
    isGone: change.value === null,
    code: codeOf(change, state),
  }));
}

// In an array: a function in a property, or behind a `return`, would take another name from there.
function codeOf({ root, path, value }: PropertyChange, state: State): string {
  const { analysis } = state.reading;
  const keys = path.map((key) => `[${JSON.stringify(key)}]`).join('');
  const home = `${state.hidden.imports.has(root) ? `$sutureOverlay.${root}` : root}${keys}`;
  if (value === null) return finish(state, `($suture,$sutureOverlay)=>[${home}]`);
  const part = emitPart(analysis, value, state.hidden);
  addGuards(state, part.handed);
  return finish(state, onLine(analysis.source, value.start, `($suture,$sutureOverlay)=>[${home},(${part.text})]`));
}
