import type { Door } from '../credentials.ts';
import { isObject } from '../entry.ts';
import { probeMs } from '../limits.ts';
import { Setback } from '../setback.ts';
import type { ForgeKind } from './forge.ts';

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** What each forge says to a stranger who asks for its version. */
const questions: readonly { kind: ForgeKind; path: string; fits: (reply: Reply) => boolean }[] = [
  { kind: 'gitea', path: '/api/v1/version', fits: ({ status, body }) => status === 200 && has(body, 'version') },
  {
    kind: 'github',
    path: '/api/v3/meta',
    fits: ({ status, headers, body }) =>
      (status === 200 && has(body, 'installed_version')) || headers.has('x-github-request-id'),
  },
  {
    kind: 'gitlab',
    path: '/api/v4/metadata',
    fits: ({ status, body }) => status === 401 && isObject(body) && body['message'] === '401 Unauthorized',
  },
];

/** Asks a host, without any token, which forge it is; undefined when it is none. */
export async function probe(door: Door, fetch: typeof globalThis.fetch): Promise<ForgeKind | undefined> {
  const answers = await Promise.all(questions.map((question) => knock(door, question, fetch)));
  const kind = answers.find((answer) => answer !== 'no' && answer !== 'silent');
  if (kind !== undefined) return kind;
  if (!answers.includes('silent')) return undefined;
  throw new Setback('forge_unreachable', `${door.host} does not say whether it is a forge.`, {
    hint: `The branch is pushed. Say it with \`git config suture.${door.host}.forge plain\` (or github, gitlab, gitea), then \`suture outbox --retry\`.`,
    again: { later: true },
  });
}

async function knock(
  door: Door,
  { kind, path, fits }: (typeof questions)[number],
  fetch: typeof globalThis.fetch,
): Promise<ForgeKind | 'no' | 'silent'> {
  try {
    const response = await fetch(`${door.scheme}://${door.host}${path}`, {
      redirect: 'manual',
      headers: { 'user-agent': 'suture', accept: 'application/json' },
      signal: AbortSignal.timeout(probeMs),
    });
    if (response.status >= 500) return 'silent'; // a forge that is being started looks like this
    const text = await response.text();
    return fits({ status: response.status, headers: response.headers, body: parsed(text) }) ? kind : 'no';
  } catch (error) {
    return hasNoServer(error) ? 'no' : 'silent';
  }
}

/** A host that git reaches over ssh and that has no web server is no forge. */
function hasNoServer(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = isObject(cause) ? cause['code'] : cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND';
}

function has(body: unknown, name: string): boolean {
  return isObject(body) && typeof body[name] === 'string';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
