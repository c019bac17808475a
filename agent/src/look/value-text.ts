import { limits } from '../limits.ts';
import { withoutSecrets } from './secret.ts';

/** A key as source would have it. */
export function keyText(key: string | symbol, chars: number): string {
  if (typeof key === 'symbol') return `[${clip(key.toString(), chars)}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) && key.length <= chars ? key : quote(key, chars);
}

/** What stands for an accessor, which is not run. */
export function accessor(property: PropertyDescriptor): string {
  if (property.get && property.set) return '[Getter/Setter]';
  return property.get ? '[Getter]' : '[Setter]';
}

/** Says how much is left out. */
export function more(count: number): string {
  return `... ${count} more item${count === 1 ? '' : 's'}`;
}

/** A text, or its beginning and how much is missing. */
export function clip(text: string, chars: number): string {
  return text.length <= chars ? text : `${text.slice(0, chars)}... ${text.length - chars} more characters`;
}

/** A text as a literal, without the secrets in it. */
export function quote(whole: string, chars: number): string {
  // A secret may reach beyond what is shown.
  const shown = whole.length > chars + limits.secretChars ? whole.slice(0, chars + limits.secretChars) : whole;
  const safe = withoutSecrets(shown);
  const text = safe === shown ? whole : safe;
  const rest = text.length - chars;
  const json = JSON.stringify(rest > 0 ? text.slice(0, chars) : text).slice(1, -1);
  const quoted = `'${json.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  return rest > 0 ? `${quoted}... ${rest} more characters` : quoted;
}
