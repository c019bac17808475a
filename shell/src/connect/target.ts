import { resolve } from 'node:path';
import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import { type Card, readCards } from './cards.ts';
import type { Channel } from './channel.ts';
import { type Named, targetOf } from './named.ts';
import { openChannel } from './socket-channel.ts';

/** Opens a channel to the process that `--target` or SUTURE_TARGET names, or to the only one there is. */
export async function openTarget(target: string | undefined, folder: string): Promise<Channel> {
  if (target !== undefined && /^wss?:/i.test(target)) return openChannel({ kind: 'network', url: target });
  if (target !== undefined && /[/\\]/.test(target) && !threadTarget.test(target))
    return openChannel({ kind: 'socket', path: resolve(target) });

  const cards = await readCards(folder);
  const wanted = cards.filter((card) => isMeant(card, target));
  const probes = await probe(wanted);
  const live = probes.flatMap(({ channel }) => channel ?? []);
  const [only, ...others] = live;
  if (only && others.length === 0) return only;
  for (const channel of live) channel.close();
  if (only) throw severalMatch(target, live);
  const silent = probes.find(({ failure }) => failure && failure.code !== 'gone');
  if (silent?.failure) throw silent.failure;
  throw await nothingMatches(target, wanted, cards, folder);
}

/** A worker thread of a process, by name or pid: `orders/3`, `4121/3`. No socket has such a path. */
const threadTarget = /^[A-Za-z0-9_][A-Za-z0-9._-]*\/[1-9]\d*$/;

/** Without a number of a thread the main thread is meant: what a worker thread runs is asked for by name. */
function isMeant({ name, pid, thread }: Card, target: string | undefined): boolean {
  const of = (process: string | number): string => (thread === undefined ? String(process) : `${process}/${thread}`);
  return target === undefined ? thread === undefined : target === of(name) || target === of(pid);
}

/**
 * Opens a lost channel again: to the same process, or, when that is gone, to its successor: the only one of its name that was
 * started later. Which one of several is meant only a person can say.
 */
export async function openAgain({ address, greeting }: Channel, folder: string): Promise<Channel> {
  try {
    return await openChannel(address);
  } catch (error) {
    const isGone = error instanceof Failure && error.code === 'gone';
    if (!isGone || address.kind === 'network' || greeting.thread !== undefined) throw error;
    const cards = (await readCards(folder)).filter((card) => isMeant(card, greeting.name));
    const live = (await probe(cards)).flatMap(({ channel }) => channel ?? []);
    const [only, ...others] = live.filter((channel) => channel.greeting.startedAt > greeting.startedAt);
    for (const channel of live) if (channel !== only || others.length > 0) channel.close();
    if (only === undefined || others.length > 0) throw error;
    return only;
  }
}

/** Opens a channel to every live agent of a run folder. */
export async function openEvery(folder: string): Promise<Channel[]> {
  return (await probe(await readCards(folder))).flatMap(({ channel }) => channel ?? []);
}

interface Probe {
  readonly card: Card;
  readonly channel?: Channel;
  readonly failure?: Failure;
}

/** A card says only that there was an agent; connecting and greeting says whether there is one. */
async function probe(cards: readonly Card[]): Promise<Probe[]> {
  const probes: Probe[] = [];
  for (let first = 0; first < cards.length; first += limits.probesAtOnce) {
    const some = cards.slice(first, first + limits.probesAtOnce);
    probes.push(...(await Promise.all(some.map(probeOne))));
  }
  return probes;
}

async function probeOne(card: Card): Promise<Probe> {
  try {
    return { card, channel: await openChannel({ kind: 'socket', path: card.socket }) };
  } catch (error) {
    if (error instanceof Failure) return { card, failure: error };
    throw error;
  }
}

function severalMatch(target: string | undefined, live: readonly Channel[]): Failure {
  const what = target === undefined ? 'Several agents were found' : `Several agents are called ${target}`;
  return new Failure('several_targets', `${what}.`, {
    hint: `Choose one with --target PID: ${list(live.map(({ greeting }) => greeting))}.`,
    exit: 'usage',
  });
}

async function nothingMatches(
  target: string | undefined,
  gone: readonly Card[],
  cards: readonly Card[],
  folder: string,
): Promise<Failure> {
  if (target !== undefined && gone.length > 0) {
    const names = gone.map(targetOf).join(', ');
    const [one, several] = threadTarget.test(target) ? ['worker thread', 'worker threads'] : ['process', 'processes'];
    const what = gone.length === 1 ? `${one} ${names} is gone` : `${several} ${names} are gone`;
    return new Failure('gone', `${target} cannot be reached: ${what}.`, {
      hint: await reachable(cards.filter((card) => !gone.includes(card))),
      exit: 'unreachable',
    });
  }
  if (target === undefined) {
    return new Failure('no_target', `No live agent was found in ${folder}.`, {
      hint: 'Start the service with `node -r @suture/agent`, as the same user and with the same SUTURE_RUN_DIR.',
      exit: 'unreachable',
    });
  }
  return new Failure('no_target', `No agent is called ${target}.`, {
    hint: await reachable(cards),
    exit: 'unreachable',
  });
}

async function reachable(cards: readonly Card[]): Promise<string> {
  const channels = (await probe(cards)).flatMap(({ channel }) => channel ?? []);
  for (const channel of channels) channel.close();
  if (channels.length === 0) return 'No other agent is live; start the service with `node -r @suture/agent`.';
  return `These can be reached: ${list(channels.map(({ greeting }) => greeting))}.`;
}

function list(agents: readonly Named[]): string {
  return agents.map((agent) => `${agent.name} (${targetOf(agent)})`).join(', ');
}
