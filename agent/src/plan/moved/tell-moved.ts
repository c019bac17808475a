import type { Analysis } from '../../syntax/scope.ts';
import { Lines } from '../../syntax/lines.ts';
import type { Delta } from '../delta.ts';
import { placeIn } from '../place.ts';
import type { MovedName } from './live-names.ts';
import type { Written } from './written.ts';

const shown = 3;

/** Says that names moved, or refuses where they cannot be put back; `edited` is the source as people have it. */
export function tellMoved(delta: Delta, written: Written | null, lost: readonly MovedName[], edited: Analysis): void {
  const moved = written?.moved ?? lost;
  const [first] = moved;
  if (!first) return;
  const named = moved.slice(0, shown).map(({ live, written: word }) => `\`${word}\` is what runs as \`${live}\``);
  if (moved.length > shown) named.push(`${moved.length - shown} more`);
  const all = [named.slice(0, -1).join(', '), named.at(-1)].filter((part) => part !== '').join(' and ');
  const at = { function: first.written, ...placeIn(new Lines(written?.source ?? edited.source), first.node) };
  if (written) {
    const reason = `This build gives short names to others than before: ${all}. They were told by where they stand, and the plan calls them as they run.`;
    delta.warnings.push({ reason, ...at });
    return;
  }
  const reason = `This build gives short names to others than before: ${all}. Code that calls \`eval\` or uses \`with\` cannot be given the former ones, and who holds a function from before would reach another. Build without \`minifyIdentifiers\` (terser: \`mangle\`).`;
  delta.refusals.push({ reason, ...at });
}
