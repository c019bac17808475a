/** Puts the keys of an object in order once its properties are set, and back once they are what they were. */
export interface Arrangement {
  /** Runs before the properties are set; what it gives runs after they are put back. */
  readonly before: () => () => void;
  /** Runs after the properties are set. */
  readonly after: () => () => void;
}

/** Works out how the keys of an object are put in order; those that are not named come behind. */
export function arrangement(home: object, keys: readonly string[]): Arrangement {
  return {
    before() {
      const were = Object.getOwnPropertyNames(home);
      return () => arrange(home, were);
    },
    after() {
      arrange(home, keys);
      return () => {};
    },
  };
}

function arrange(home: object, keys: readonly string[]): void {
  const now = Object.getOwnPropertyNames(home);
  const wanted = [...keys.filter((key) => now.includes(key)), ...now.filter((key) => !keys.includes(key))];
  const first = wanted.findIndex((key, index) => now[index] !== key);
  if (first === -1) return;
  const moved = wanted.slice(first).map((key) => ({ key, property: Object.getOwnPropertyDescriptor(home, key) }));
  if (moved.some(({ property }) => !property?.configurable) || !Object.isExtensible(home)) return;
  for (const { key, property } of moved) {
    Reflect.deleteProperty(home, key);
    Reflect.defineProperty(home, key, property as PropertyDescriptor);
  }
}
