import { setTimeout as pause } from 'node:timers/promises';
import { tokenAdvice } from '../credentials.ts';
import { forgePausesMs } from '../limits.ts';
import { requestBody, requestTitle } from '../request-text.ts';
import { Setback } from '../setback.ts';
import { decorate } from './decorate.ts';
import { findByPaging, findRequest } from './find-request.ts';
import type { Asked, Creation, Forge, Hosted, NewRequest, Opened, PullRequest } from './forge.ts';
import { hostedAt } from './hosted.ts';
import { type ForgePlace, commitUrl, compareUrl } from './place.ts';
import { writeReview } from './plain.ts';
import { templateOf } from './template.ts';

/** Opens pull requests on a forge: look it up, create it, look it up again. The same for every forge. */
export function forgeAt(place: ForgePlace): Forge {
  return {
    kind: place.kind,
    async open(asked) {
      const hosted = await hostedAt(asked.repository, place, asked);
      if (!hosted) {
        if (asked.upstream !== undefined) return { state: 'upstream', address: commitUrl(place, asked.upstream) };
        throw new Setback('no_token', `There is no token for ${place.door.host}.`, {
          hint: `${tokenAdvice(place)}, then \`suture outbox --retry\`; or open it yourself: ${compareOf(place, asked)}`,
        });
      }
      const found = await findRequest(hosted, asked.head);
      if (found) return await settled(hosted, asked, found);
      if (asked.upstream !== undefined) return { state: 'upstream', address: commitUrl(place, asked.upstream) };
      return await create(hosted, place, asked);
    },
  };
}

/** What stands on the forge is finished: the shell that made it may have died before the labels. */
async function settled(hosted: Hosted, asked: Asked, request: PullRequest): Promise<Opened> {
  const { state, address } = request;
  if (state !== 'open') return { state, address };
  return { state, address, notes: await decorate(hosted, request, asked.repository) };
}

async function create(hosted: Hosted, place: ForgePlace, asked: Asked): Promise<Opened> {
  const template = await templateOf(place.kind, asked);
  const text = requestBody({ ...asked, template });
  let request: NewRequest = {
    title: requestTitle(asked.entry.origin),
    body: text,
    head: asked.head,
    base: asked.base,
    draft: asked.draft,
    collaboration: true,
  };
  let pauses = [...forgePausesMs];
  for (;;) {
    const said = await tried(hosted, request);
    if ('request' in said) {
      const { state, address } = said.request;
      return { state, address, notes: await decorate(hosted, said.request, asked.repository) };
    }
    if (said.kind === 'empty') return { state: 'upstream', address: commitUrl(place, asked.commit) };
    if (said.kind === 'noDrafts' && request.draft) {
      request = { ...request, draft: false };
      continue;
    }
    if (said.kind === 'noCollaboration' && request.collaboration) {
      request = { ...request, collaboration: false };
      continue;
    }
    if (said.kind === 'denied') throw denied(place, asked, said.words);
    if (said.kind === 'archived') {
      await writeReview(asked);
      throw archived(place, asked, said.words);
    }
    // A lost answer and "it exists" are the same: only the list can tell.
    const found =
      (await findRequest(hosted, asked.head)) ??
      (said.kind === 'exists' ? await findByPaging(hosted, asked.head) : undefined);
    if (found) return await settled(hosted, asked, found);
    if ('lost' in said) throw said.lost;
    const [waitMs, ...later] = pauses;
    if (said.kind !== 'notSeen' || waitMs === undefined) throw refused(place, asked, said.words);
    pauses = later;
    await pause(waitMs);
  }
}

async function tried(
  hosted: Hosted,
  request: NewRequest,
): Promise<Creation | { readonly kind: 'lost'; readonly words: string; readonly lost: Setback }> {
  try {
    return await hosted.create(request);
  } catch (error) {
    if (!(error instanceof Setback) || error.code !== 'forge_unreachable') throw error;
    return { kind: 'lost', words: error.message, lost: error };
  }
}

function compareOf(place: ForgePlace, { base, head }: Asked): string {
  return compareUrl(place, base, head.branch, head.fork);
}

function denied(place: ForgePlace, asked: Asked, words: string): Setback {
  return new Setback('forge_denied', `${place.door.host} did not let Suture open the pull request: ${words}`, {
    hint: `The branch is safe. ${tokenAdvice(place)} with the right to write pull requests, or open it yourself: ${compareOf(place, asked)}`,
  });
}

function refused(place: ForgePlace, asked: Asked, words: string): Setback {
  return new Setback('forge_refused', `${place.door.host} refused the pull request: ${words}`, {
    hint: `The branch is safe. Open it yourself: ${compareOf(place, asked)}`,
    again: { later: true },
  });
}

function archived(place: ForgePlace, asked: Asked, words: string): Setback {
  return new Setback('forge_archived', `${place.door.host} keeps the repository, but changes it no more: ${words}`, {
    hint: `A review package is in ${asked.entry.folder}/review. Point the remote at the repository that lives on, then \`suture outbox --retry\`.`,
  });
}
