import type { CommitGives } from './commit-drift.ts';
import { compareCommits } from './compare-commits.ts';
import { diskTexts } from './disk-texts.ts';
import { inBatches } from './in-batches.ts';
import { limits } from './limits.ts';
import { readRunning } from './running.ts';
import { sameText } from './running-text.ts';
import type { SourceChannel } from './source-channel.ts';
import type { Tree } from './tree.ts';

/** What one loaded module is, seen from the disk and from the deployed commit; the first that fits. */
export type DriftState =
  | 'differs-on-disk' // the disk holds neither what was loaded nor what runs
  | 'patched' // a live patch changed it
  | 'differs-from-commit' // the deployed commit does not give what was loaded
  | 'same';

/** One loaded module of a drift report. */
export interface ModuleDrift {
  /** As `suture modules` prints it. */
  readonly path: string;
  readonly state: DriftState;
  /** Id of the newest live patch of the module. */
  readonly patch?: string;
  /** Whether the tip of the default branch gives what runs; left out when that cannot be told. Work to come is no drift. */
  readonly branch?: CommitGives;
}

/** How far the running code is from the disk and from the deployed commit. */
export interface DriftReport {
  /** Whether every module is the same everywhere. */
  readonly clean: boolean;
  /** Whether stopping the process would lose nothing: what runs is on the disk, or would be applied again. */
  readonly restartSafe: boolean;
  readonly modules: readonly ModuleDrift[];
}

/** What to compare with, apart from the disk. */
export interface DriftOptions {
  /** Patches that a restart would apply again. */
  readonly reapplied?: ReadonlySet<string>;
  /** The tip of the remote's default branch. */
  readonly branch?: Tree | undefined;
}

/**
 * Compares what runs with the disk of this machine and, when a checkout is at hand and the process knows its commit, with
 * what that commit and the default branch compile to.
 */
export async function driftOf(
  checkout: string | undefined,
  channel: SourceChannel,
  { reapplied = new Set(), branch }: DriftOptions = {},
): Promise<DriftReport> {
  const { revision } = await channel.call('greet', {});
  const running = await readRunning(channel);
  const patches = await channel.call('patches', {});
  const newest = new Map<string, string>();
  const lost = new Set<string>();
  for (const { id, state, modules } of patches) {
    if (state !== 'live') continue;
    for (const path of modules) {
      newest.set(path, id);
      if (!reapplied.has(id)) lost.add(path);
    }
  }
  const commits =
    checkout === undefined || revision === null
      ? undefined
      : await compareCommits(checkout, revision, branch, channel, running);

  const disks = await diskTexts(channel, running);
  let restartSafe = true;
  const modules = await inBatches(running.modules, limits.maxCalls, async (module): Promise<ModuleDrift> => {
    const source = await running.source(module);
    const disk = disks.get(module.url);
    const patched = module.patched || !sameText(source.source, source.loaded);
    const holdsRunning = disk === undefined || (disk !== null && sameText(disk, source.source));
    const holdsLoaded = disk === undefined || (disk !== null && sameText(disk, source.loaded));
    const comesBack = newest.has(module.path) && !lost.has(module.path);
    if (disk === null || (patched && !comesBack && (disk === undefined || !holdsRunning))) restartSafe = false;
    const patch = newest.get(module.path);
    const state =
      !holdsRunning && !holdsLoaded
        ? 'differs-on-disk'
        : patched
          ? 'patched'
          : commits !== undefined && commits.deployed.get(module.url) !== 'same'
            ? 'differs-from-commit'
            : 'same';
    const onBranch = commits?.branch?.get(module.url);
    return { path: module.path, state, ...(patch && { patch }), ...(onBranch && { branch: onBranch }) };
  });
  return { clean: modules.every(({ state }) => state === 'same'), restartSafe, modules };
}
