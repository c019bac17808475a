import type { AtRestart } from '@suture/protocol/ledger.js';
import type { Patch, PatchOrigin } from '@suture/protocol/patch.js';
import { bytesOf } from './bytes-of.ts';
import { type Holding, holds } from './contains.ts';
import { type Checkout, openCheckout } from './git.ts';
import { openObjectStore, type ObjectStore } from './object-store.ts';
import { inScratch } from './scratch.ts';
import type { SourceChannel } from './source-channel.ts';
import { deployedTree, type Tree } from './tree.ts';

/** Where one patch of a process stands, apart from the process. */
export interface PatchDrift {
  readonly id: string;
  readonly state: Patch['state'];
  readonly record: Patch['record'];
  /** What a restart would make of it; null for one that does not run. */
  readonly atRestart: AtRestart['outcome'] | null;
  /** How the tip of the remote's default branch stands to it; null when that cannot be told. */
  readonly branch: Holding | null;
  /** How the deployed commit stands to it; null when that cannot be told. */
  readonly deployed: Holding | null;
  /** What somebody should look into; a sentence. */
  readonly finding: string | null;
}

/** Tells where the live patches of a process stand, and those that a deploy has lost. `branch` is the default branch. */
export async function patchDrift(
  checkout: string | undefined,
  channel: SourceChannel,
  branch: Tree | undefined,
): Promise<PatchDrift[]> {
  const patches = await channel.call('patches', {});
  const open = patches.filter(({ state }) => state === 'live' || state === 'retired');
  if (open.length === 0) return [];
  const forecasts = await channel.call('restart', {});
  const { revision } = await channel.call('greet', {});
  const origins = new Map<string, PatchOrigin>();
  for (const { id } of open) origins.set(id, await channel.call('origin', { id }));
  const where =
    checkout === undefined ? new Map<string, Standing>() : await compare(checkout, revision, branch, origins);
  return open.map((patch): PatchDrift => {
    const forecast = forecasts.find(({ id }) => id === patch.id);
    const standing = where.get(patch.id) ?? { branch: null, deployed: null };
    const { id, state, record } = patch;
    const reviewed = open.some(({ id, state }) => state === 'live' && replaces(origins.get(id), patch));
    const finding = find(patch, forecast, standing, reviewed);
    return { id, state, record, atRestart: forecast?.outcome ?? null, ...standing, finding };
  });
}

type Standing = Pick<PatchDrift, 'branch' | 'deployed'>;

/** Whether a patch is what people made of another one in review. */
function replaces(origin: PatchOrigin | undefined, { record }: Patch): boolean {
  return origin?.request !== undefined && origin.request === record.pullRequest;
}

function find(
  patch: Patch,
  forecast: AtRestart | undefined,
  { branch, deployed }: Standing,
  isReplaced: boolean,
): string | null {
  if (patch.state === 'retired') {
    const isThere = deployed === 'contains' || patch.note?.startsWith('upstream') === true;
    return isThere ? null : (patch.note ?? 'it is not applied again');
  }
  const { state } = patch.record;
  if (state === 'closed') return 'its pull request was closed unmerged, and it still runs';
  if (state === 'reverted') return 'it was reverted in the repository, and it still runs';
  if (patch.record.reviewed !== undefined && !isReplaced) {
    return `it was changed in review, and what runs is not that: \`suture plan --reviewed ${patch.id}\` shows it`;
  }
  if (branch === 'differs' && !isReplaced)
    return 'the default branch has other code there: what runs is not what was merged';
  if (forecast?.outcome === 'lost') return `a restart would lose it: ${forecast.why}`;
  if (forecast?.outcome === 'contained') return 'it is on disk; a restart brings it without a patch';
  return branch === 'contains' ? 'it is merged and not deployed yet' : 'it is not merged yet';
}

async function compare(
  folder: string,
  revision: string | null,
  branch: Tree | undefined,
  origins: ReadonlyMap<string, PatchOrigin>,
): Promise<Map<string, Standing>> {
  const checkout = await openCheckout(folder);
  return await inScratch(async (scratch) => {
    const store = await openObjectStore(checkout, scratch);
    const deployed = revision === null ? undefined : await deployedTree(checkout, revision).catch(() => undefined);
    const standings = new Map<string, Standing>();
    for (const [id, origin] of origins) {
      standings.set(id, {
        branch: await standing(origin, branch, checkout, store, scratch),
        deployed: await standing(origin, deployed, checkout, store, scratch),
      });
    }
    return standings;
  });
}

async function standing(
  origin: PatchOrigin,
  tree: Tree | undefined,
  checkout: Checkout,
  store: ObjectStore,
  folder: string,
): Promise<Holding | null> {
  if (tree === undefined || origin.files.length === 0) return null;
  const blobs = await store.read(origin.files.flatMap(({ path }) => tree.entries.get(path)?.id ?? []));
  const found = new Set<Holding>();
  for (const { path, before, after } of origin.files) {
    const id = tree.entries.get(path)?.id;
    const content = id === undefined ? null : (blobs.get(id) ?? null);
    found.add(await holds(content, { before: bytesOf(before), after: bytesOf(after) }, { checkout, folder }));
  }
  if (found.has('differs') || found.size > 1) return found.has('lacks') && !found.has('differs') ? 'lacks' : 'differs';
  return found.has('contains') ? 'contains' : 'lacks';
}
