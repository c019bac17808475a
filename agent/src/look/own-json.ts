const { stringify } = JSON;
const { isArray } = Array;
const { keys } = Object;

/**
 * Writes data of the agent as JSON. `JSON.stringify` alone would run a `toJSON` that the application has put on
 * `Object.prototype` or `Array.prototype`; it is given texts and numbers only, which have none.
 */
export function ownJson(data: unknown): string {
  if (typeof data !== 'object' || data === null) return stringify(data) ?? 'null';
  let text = '';
  if (isArray(data)) {
    const items = data as readonly unknown[];
    // By index: the application may have an iterator of its own on arrays.
    for (let index = 0; index < items.length; index++) text += `${index === 0 ? '' : ','}${ownJson(items[index])}`;
    return `[${text}]`;
  }
  const names = keys(data);
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string;
    const value = (data as Record<string, unknown>)[name];
    if (value !== undefined) text += `${text === '' ? '' : ','}${stringify(name)}:${ownJson(value)}`;
  }
  return `{${text}}`;
}
