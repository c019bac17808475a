import assert from 'node:assert/strict';
import type { LandOptions } from '../../../shell/dist/record/land.js';
import type { ForgeServer } from './forge-server.ts';
import { token } from './forge-scene.ts';
import { forksOf, type MakeFork } from './fork-folder.ts';
import { type GitServer, startGitServer } from './git-server.ts';
import { startGitea } from './gitea-fake.ts';
import { startGitHub } from './github-fake.ts';
import { startGitLab } from './gitlab-fake.ts';
import { type Workshop, makeWorkshop } from './workshop.ts';

/** One request as a reader of the forge sees it. */
interface Shown {
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
  /** Whether its branch is in the fork of the person. */
  readonly acrossForks: boolean;
}

/** A fake, and what a test wants to know of it whatever forge it is. */
export interface ForgeUnderTest {
  readonly kind: 'github' | 'gitlab' | 'gitea';
  readonly address: RegExp;
  readonly server: ForgeServer;
  readonly shown: () => Shown[];
  /** What the first request wears: draft, labels, people who are asked. */
  readonly worn: () => [boolean, unknown, unknown];
  /** What was said to the first request. */
  readonly comments: () => readonly string[];
  /** Closes the first request as a person does, merged or not. */
  readonly close: (merged: boolean) => void;
  readonly env: NodeJS.ProcessEnv;
}

type Start = (shop: Workshop, host: string, fork: MakeFork) => Promise<ForgeUnderTest>;

/** One contract for every forge: what holds for one holds for all. */
export const forges: Readonly<Record<ForgeUnderTest['kind'], Start>> = {
  github: async (shop, _host, fork) => {
    const server = await startGitHub(shop.bare, { token, fork, uncollaborative: true });
    return {
      kind: 'github',
      address: /\/acme\/orders\/pull\/1$/,
      server,
      shown: () => server.requests.map((one) => ({ ...one, acrossForks: one.fork === 'me/orders' })),
      comments: () => server.requests[0]?.comments ?? [],
      worn: () => [server.requests[0]?.draft === true, server.requests[0]?.labels, server.requests[0]?.reviewers],
      close: (merged) =>
        Object.assign(server.requests[0] ?? {}, { state: 'closed', mergedAt: merged ? '2026-11-21T00:00:00Z' : null }),
      env: { GH_ENTERPRISE_TOKEN: token },
    };
  },
  gitlab: async (shop, host, fork) => {
    const server = await startGitLab(shop.bare, { token, fork });
    return {
      kind: 'gitlab',
      address: /\/acme\/orders\/-\/merge_requests\/1$/,
      server,
      shown: () =>
        server.requests.map(({ title, description, source, target, from }) => ({
          title,
          body: description,
          head: source,
          base: target,
          acrossForks: from === 8,
        })),
      comments: () => server.requests[0]?.comments ?? [],
      worn: () => [
        server.requests[0]?.title.startsWith('Draft: ') === true,
        server.requests[0]?.labels,
        server.requests[0]?.reviewers,
      ],
      close: (merged) => Object.assign(server.requests[0] ?? {}, { state: merged ? 'merged' : 'closed' }),
      env: { GITLAB_TOKEN: token, GITLAB_HOST: host },
    };
  },
  gitea: async (shop, host, fork) => {
    const server = await startGitea(shop.bare, { token, fork });
    return {
      kind: 'gitea',
      address: /\/acme\/orders\/pulls\/1$/,
      server,
      shown: () => server.requests.map((one) => ({ ...one, acrossForks: one.fork === 'me' })),
      comments: () => server.requests[0]?.comments ?? [],
      worn: () => [
        server.requests[0]?.title.startsWith('WIP: ') === true,
        server.requests[0]?.labels,
        server.requests[0]?.reviewers,
      ],
      close: (merged) => Object.assign(server.requests[0] ?? {}, { state: 'closed', merged }),
      env: { GITEA_TOKEN: token, GITEA_INSTANCE_URL: `http://${host}` },
    };
  },
};

/** A workshop whose remote is a git server on loopback, with a forge beside it. */
export async function at(
  start: Start,
  run: (scene: { shop: Workshop; git: GitServer; forge: ForgeUnderTest; options: LandOptions }) => Promise<void>,
): Promise<void> {
  using shop = makeWorkshop();
  const git = await startGitServer(shop.served);
  const forge = await start(shop, git.host, forksOf(shop, git));
  shop.git(['remote', 'set-url', 'origin', `${git.url}/acme/orders.git`]);
  shop.git(['config', `suture.${git.host}.forge`, forge.kind]);
  shop.git(['config', `suture.${git.host}.api`, forge.server.api]);
  try {
    await run({ shop, git, forge, options: { env: { ...shop.env, ...forge.env } } });
    assert.deepEqual(forge.server.violations, [], 'every request and answer is as the forge describes it');
  } finally {
    await git.close();
    await forge.server.close();
  }
}
