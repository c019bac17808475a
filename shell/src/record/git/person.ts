import type { PatchOrigin } from '@suture/protocol/patch.js';

/** A name and an email that git takes. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

/** The author of a patch, as git will write it. */
export function personOf({ author }: PatchOrigin): Person {
  // git refuses a name that is empty once the characters are gone which it strips.
  const clean = (text: string) => text.replaceAll(/[<>\p{Cc}]/gu, '').replaceAll(/^[\s.,:;"'\\]+|[\s.,:;"'\\]+$/g, '');
  const email = clean(author.email);
  return { name: clean(author.name) || email.split('@')[0] || 'unknown', email };
}
