import assert from 'node:assert/strict';
import type { LandOptions } from '../../../shell/dist/record/land.js';
import { type GitServer, startGitServer } from './git-server.ts';
import { type GitHubFake, startGitHub } from './github-fake.ts';
import { type Workshop, id, makeWorkshop } from './workshop.ts';

/** The branch that the patch of the tests gets. */
export const branch: string = `suture/${id.toLowerCase()}`;

/** The token of the fake. */
export const token = 'secret-token-of-the-forge';

/** What a test of the forge has at hand. */
export interface Scene {
  readonly shop: Workshop;
  readonly git: GitServer;
  readonly forge: GitHubFake;
  readonly options: LandOptions;
}

/** A workshop whose remote is a GitHub Enterprise host on loopback: a git server, and the fake beside it. */
export async function scene(
  run: (scene: Scene) => Promise<void>,
  fake: Parameters<typeof startGitHub>[1] = {},
): Promise<void> {
  using shop = makeWorkshop();
  const git = await startGitServer(shop.served);
  const forge = await startGitHub(shop.bare, { token, ...fake });
  shop.git(['remote', 'set-url', 'origin', `${git.url}/acme/orders.git`]);
  shop.git(['config', `suture.${git.host}.forge`, 'github']);
  shop.git(['config', `suture.${git.host}.api`, forge.api]);
  try {
    await run({ shop, git, forge, options: { env: { ...shop.env, GH_ENTERPRISE_TOKEN: token } } });
    assert.deepEqual(forge.violations, [], 'every request and answer is as GitHub describes it');
  } finally {
    await git.close();
    await forge.close();
  }
}
