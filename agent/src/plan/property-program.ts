import type { ArrangementProgram, PropertyProgram } from '../swap/program.ts';
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

/** Writes the order of keys that setting them one after another does not give. */
export function arrangementsOf(delta: Delta, state: State): ArrangementProgram[] {
  return delta.orders.map(({ root, path, keys }) => ({
    keys,
    code: finish(state, `($suture,$sutureOverlay)=>${homeOf(root, path, state)}`),
  }));
}

function homeOf(root: string, path: readonly string[], { hidden }: State): string {
  return (hidden.imports.has(root) ? `$sutureOverlay.${root}` : root) + path.map((key) => at(key)).join('');
}

function at(key: string): string {
  return `[${JSON.stringify(key)}]`;
}

// In an array: a function in a property, or behind a `return`, would take another name from there.
function codeOf({ root, path, key, value, isInLiteral }: PropertyChange, state: State): string {
  const { analysis } = state.reading;
  const home = homeOf(root, path, state);
  if (value === null) return finish(state, `($suture,$sutureOverlay)=>[${home}]`);
  const part = emitPart(analysis, value, state.hidden);
  addGuards(state, part.handed);
  let text = `(${part.text})`;
  if (isInLiteral) {
    const site = analysis.siteOf.get(value);
    const { async, generator } = (site?.node ?? {}) as { async?: boolean; generator?: boolean };
    const method = `${async ? 'async ' : ''}${generator ? '*' : ''}${at(key)}${part.text}`;
    const member = site?.kind === 'method' ? method : `${at(key)}:${text}`;
    text = `({__proto__:Object.getPrototypeOf(${home}),${member}})${at(key)}`;
  }
  return finish(state, onLine(analysis.source, value.start, `($suture,$sutureOverlay)=>[${home},${text}]`));
}
