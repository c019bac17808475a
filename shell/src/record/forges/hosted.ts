import { forgeToken } from '../credentials.ts';
import type { Place } from '../git/run.ts';
import type { ForgeKind, Hosted } from './forge.ts';
import { onGitea } from './gitea.ts';
import { onGitHub } from './github.ts';
import { onGitLab } from './gitlab.ts';
import type { ForgeLine } from './http.ts';
import type { ForgePlace } from './place.ts';

const dialects: Readonly<Record<ForgeKind, (place: ForgePlace, token: string, line: ForgeLine) => Hosted>> = {
  github: onGitHub,
  gitlab: onGitLab,
  gitea: onGitea,
};

/** Gives the repository on its forge, with a token for it; undefined when there is no token. */
export async function hostedAt(person: Place, place: ForgePlace, line: ForgeLine): Promise<Hosted | undefined> {
  const token = await forgeToken(person, place);
  return token === undefined ? undefined : dialects[place.kind](place, token, line);
}
