import { isObject } from '../entry.ts';
import { Setback } from '../setback.ts';
import type { ForgeReply } from './http.ts';
import type { ForgePlace } from './place.ts';

/** The words of a refusal: forges spread them over `message`, `error` and `errors`, as texts, lists and objects. */
export function complaint(reply: ForgeReply): string {
  const { body } = reply;
  const words = isObject(body)
    ? [body['message'], body['error'], body['errors']]
        .flatMap(texts)
        .filter((text, at, all) => all.indexOf(text) === at)
    : [];
  return (words.length > 0 ? words : [`it answered ${reply.status}`]).join(': ').slice(0, 600);
}

/** Tells whether a reply means that the token lacks a right, or that the repository is out of its sight. */
export function isDenial({ status }: ForgeReply): boolean {
  return status === 401 || status === 403 || status === 404;
}

/** The failure of a call that has no other meaning: the forge said no. */
export function deniedCall(place: ForgePlace, reply: ForgeReply, doing: string): Setback {
  return new Setback('forge_denied', `${place.door.host} did not let Suture ${doing}: ${complaint(reply)}`, {
    hint: `See that the token may do that, then \`suture outbox --retry\`; or do it yourself: ${place.web}`,
  });
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  if (!isObject(value)) return [];
  if (typeof value['message'] === 'string') return [value['message']];
  const named = [value['field'], value['code']].filter((part) => typeof part === 'string').join(' ');
  return named === ''
    ? Object.entries(value).flatMap(([name, of]) => texts(of).map((text) => `${name} ${text}`))
    : [named];
}
