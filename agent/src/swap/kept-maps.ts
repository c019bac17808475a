import { compiledOnce } from './compiled-once.ts';

/** A text of one line with a map that has no places. */
const nothing = `${compiledOnce('')}
//# sourceMappingURL=data:application/json,%7B%22version%22%3A3%2C%22sources%22%3A%5B%5D%2C%22names%22%3A%5B%5D%2C%22mappings%22%3A%22%22%7D`;

/**
 * Puts a map of nothing under the name of a text. With `--enable-source-maps` Node keeps the map of each text that was
 * evaluated, by its `sourceURL`, for as long as the process lives, and with the name the text that it was cut out of: up to Node 24 of
 * the first text of that name. Where that changes, either nothing is kept, or memory grows with each patch.
 */
function putNothing(name: string): void {
  try {
    // oxlint-disable-next-line no-eval -- there is no other way to that cache
    (0, eval)(`${nothing}\n//# sourceURL=${name}`);
  } catch {
    // A process that evaluates no text keeps none.
  }
}

const leaving = new FinalizationRegistry(putNothing);

/** Has Node keep the map of a text that is about to be evaluated no longer than an object that all of its functions keep. */
export function keepMapWith(home: object, name: string): void {
  putNothing(name);
  leaving.register(home, name);
}
