const pauseMs = 20;

/** Waits until `look` finds something, and gives what it found; `seen` tells what there was instead when it never does. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  seen: () => string = () => '',
  waitMs = 60_000,
): Promise<T> {
  const start = performance.now();
  while (performance.now() - start < waitMs) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  throw new Error(`waited ${waitMs} ms for ${what}\n${seen()}`);
}
