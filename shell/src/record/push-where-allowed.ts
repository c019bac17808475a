import { setTimeout as pause } from 'node:timers/promises';
import type { Fork } from './forges/forge.ts';
import { hostedAt } from './forges/hosted.ts';
import type { ForgeLine } from './forges/http.ts';
import { type Pushed, pushPatch } from './git/push.ts';
import { type Remote, type RemoteHeads, observe } from './git/remote.ts';
import { remoteAddress } from './git/remote-address.ts';
import { type Repository, isOn } from './git/repository.ts';
import { git } from './git/run.ts';
import { forkPausesMs } from './limits.ts';
import type { Route } from './route.ts';
import { Setback } from './setback.ts';

/** Where a branch was pushed to. */
export interface PushedTo {
  readonly branch: string;
  /** What the repository itself has, wherever the branch is. */
  readonly seen: RemoteHeads;
  readonly to: { readonly remote: Remote; readonly fork?: string };
}

interface Context extends ForgeLine {
  readonly mayFork?: ((where: string) => Promise<boolean>) | undefined;
}

/** Pushes a patch to the repository, or to a fork where that does not take it and the person has agreed to one. */
export async function pushWhereAllowed(
  repository: Repository,
  route: Route,
  patch: Pushed,
  context: Context,
): Promise<PushedTo> {
  const remote = await route.remote();
  try {
    const { branch, remote: seen } = await pushPatch(repository, remote, patch);
    return { branch, seen, to: { remote } };
  } catch (error) {
    // Who may not push, and who meets rules that refuse the branch, may have a fork to push to. A secret stays here.
    if (!(error instanceof Setback) || !error.elsewhere) throw error;
    const fork = await agreedFork(repository, route, context);
    if (!fork) throw error;
    const { branch } = await pushPatch(repository, fork.remote, patch);
    return { branch, seen: await observe(repository, remote), to: fork };
  }
}

async function agreedFork(
  repository: Repository,
  route: Route,
  context: Context,
): Promise<{ remote: Remote; fork: string } | undefined> {
  const place = await route.place();
  const hosted = place && (await hostedAt(repository, place, context));
  if (!hosted) return undefined;
  const remembered = isOn(repository, 'suture.fork');
  if (remembered === false) return undefined;
  if (remembered === undefined) {
    if (!context.mayFork) return undefined;
    const agreed = await context.mayFork(place.web);
    await git(repository, ['config', '--local', 'suture.fork', String(agreed)]);
    if (!agreed) return undefined;
  }
  const fork = await hosted.fork();
  return { remote: await ready(repository, remoteOf(await route.remote(), fork)), fork: fork.path };
}

/** The fork is reached as the repository is; another host would be none of the token's business. */
function remoteOf(remote: Remote, fork: Fork): Remote {
  const { address } = remote;
  const ssh = address.kind === 'network' && address.scheme === 'ssh';
  const url = ssh ? fork.sshUrl : fork.httpUrl;
  const to = remoteAddress(url);
  if (to.kind !== 'network' || address.kind !== 'network' || to.host !== address.host)
    throw new Setback('push_denied', `The fork ${fork.path} is at ${url}, which is another host.`, {
      hint: 'Push the branch by hand, or ask for the right to push; then `suture outbox --retry`.',
    });
  return { ...remote, name: 'your fork', url, address: to };
}

/** A forge answers before the fork is there. */
async function ready(repository: Repository, fork: Remote): Promise<Remote> {
  for (const waitMs of forkPausesMs) {
    const seen = await observe(repository, fork).catch(() => undefined);
    if (seen && seen.heads.size > 0) return fork;
    await pause(waitMs);
  }
  await observe(repository, fork);
  return fork;
}
