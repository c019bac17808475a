import { forgeMs, longestForgeWaitMs, maxRedirects } from '../limits.ts';
import { Setback } from '../setback.ts';
import { reasonOf } from '../../reason-of.ts';

/** One request to a forge. */
export interface ForgeRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly url: string;
  /** With the token among them: they go to the host of the URL alone. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** Its answer, read whole. */
export interface ForgeReply {
  readonly status: number;
  /** Parsed JSON; undefined when it is none. */
  readonly body: unknown;
}

/** What a request to a forge needs from outside. */
export interface ForgeLine {
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => Date;
}

/**
 * Sends a request to a forge. The token goes to the host of the URL alone: a redirect to another host is an answer, not
 * followed. A limit is a {@link Setback} with the moment that the forge named.
 */
export async function ask(request: ForgeRequest, line: ForgeLine): Promise<ForgeReply> {
  let url = new URL(request.url);
  for (let hop = 0; ; hop++) {
    const response = await send({ ...request, url: url.href }, line.fetch);
    const target = response.headers.get('location');
    const moved = [301, 302, 307, 308].includes(response.status) && target !== null;
    if (moved && hop < maxRedirects) {
      const next = new URL(target, url);
      if (next.origin !== url.origin) throw movedAway(url, next);
      url = next;
      continue;
    }
    const body = await readJson(response, url.host);
    const notBefore = limitOf(response, body, line.now());
    if (notBefore)
      throw new Setback('rate_limited', `${url.host} asks to wait until ${notBefore.toISOString()}.`, {
        hint: 'The branch is pushed; the pull request is opened by `suture outbox --retry` after that.',
        again: { notBefore },
      });
    if (response.status >= 500)
      throw new Setback('forge_unreachable', `${url.host} answered ${response.status}.`, {
        hint: 'The branch is pushed; `suture outbox --retry` opens the pull request when the forge is well again.',
        again: { later: true },
      });
    return { status: response.status, body };
  }
}

async function send(request: ForgeRequest, fetch: typeof globalThis.fetch): Promise<Response> {
  const headers: Record<string, string> = { 'user-agent': 'suture', ...request.headers };
  if (request.body) headers['content-type'] = 'application/json';
  try {
    return await fetch(request.url, {
      method: request.method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(forgeMs),
      ...(request.body && { body: JSON.stringify(request.body) }),
    });
  } catch (cause) {
    throw unreachable(new URL(request.url).host, cause);
  }
}

async function readJson(response: Response, host: string): Promise<unknown> {
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    throw unreachable(host, cause);
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Until when a forge wants to be left alone; its clock may differ from ours, so its `Date` is the measure. */
function limitOf(response: Response, body: unknown, now: Date): Date | undefined {
  if (response.status !== 403 && response.status !== 429) return undefined;
  const { headers } = response;
  const clock = Date.parse(headers.get('date') ?? '');
  const serverMs = Number.isNaN(clock) ? now.getTime() : clock;
  const after = headers.get('retry-after');
  const left = headers.get('x-ratelimit-remaining') ?? headers.get('ratelimit-remaining');
  const reset = headers.get('x-ratelimit-reset') ?? headers.get('ratelimit-reset'); // GitHub's name, GitLab's name
  let waitMs: number | undefined;
  if (after !== null) waitMs = /^\d+$/.test(after.trim()) ? Number(after) * 1000 : Date.parse(after) - serverMs;
  else if (left === '0' && reset !== null) waitMs = Number(reset) * 1000 - serverMs;
  else if (response.status === 429 || /rate limit/i.test(JSON.stringify(body ?? ''))) waitMs = 60_000;
  if (waitMs === undefined) return undefined;
  const sound = Number.isFinite(waitMs) ? Math.min(Math.max(waitMs, 1_000), longestForgeWaitMs) : 60_000;
  return new Date(now.getTime() + sound);
}

function unreachable(host: string, cause: unknown): Setback {
  const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const why = reasonOf(reason);
  return new Setback('forge_unreachable', `${host} cannot be reached: ${why}`, {
    hint: 'The branch is pushed; `suture outbox --retry` opens the pull request when the forge answers.',
    again: { later: true },
    cause,
  });
}

function movedAway(from: URL, to: URL): Setback {
  return new Setback(
    'forge_refused',
    `${from.host} sends the request on to ${to.host}, where the token does not belong.`,
    {
      hint: 'Set the remote to the new address of the repository, then `suture outbox --retry`.',
    },
  );
}
