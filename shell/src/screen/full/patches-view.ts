import { isOnTrial } from '@suture/protocol/on-trial.js';
import type { Patch } from '@suture/protocol/patch.js';
import { targetOf } from '../../connect/named.ts';
import { clockTime } from '../../print/figures.ts';
import { leftLines } from '../../print/patch-text.ts';
import { sanitizeLine } from '../../print/sanitize.ts';
import type { ChangeFlow } from '../change-flow.ts';
import { rowsOfDiff } from './diff-rows.ts';
import { patchAt, type Timeline, timelinePage } from './patch-rows.ts';
import { textView } from './text-view.ts';
import type { Stage, View, ViewKey } from './view.ts';

const trialEveryMs = 1_000;

const keys: readonly ViewKey[] = [
  { keys: ['enter', 'd'], act: 'diff', shown: 'Enter', does: 'its diff' },
  { keys: ['p'], act: 'promote', shown: 'p', does: 'give a canary to every call; asks' },
  { keys: ['e'], act: 'extend', shown: 'e', does: 'a longer lease; asks why' },
  { keys: ['r'], act: 'rollback', shown: 'r', does: 'roll back; asks' },
  { keys: ['R'], act: 'refresh', shown: 'R', does: 'ask again' },
];

/** Opens the timeline of patches; it follows what the process tells. */
export function patchesView(stage: Stage, change: ChangeFlow): View {
  let timeline: Timeline = { patches: undefined };
  let isOpen = true;

  const read = async (): Promise<void> => {
    try {
      timeline = { patches: await stage.channel().call('patches', {}) };
    } catch (error) {
      timeline = { ...timeline, failed: ` ${sanitizeLine((error as Error).message)}` };
    }
    if (isOpen) stage.changed();
  };
  const showDiff = async (patch: Patch): Promise<void> => {
    try {
      const { diff } = await stage.channel().call('origin', { id: patch.id });
      const rows = rowsOfDiff(Buffer.from(diff, 'base64').toString('utf8'));
      if (isOpen) stage.show(textView(`diff of ${patch.id}: ${sanitizeLine(patch.why)}`, () => rows));
    } catch (error) {
      stage.notice(sanitizeLine((error as Error).message));
    }
  };
  const rollBack = async (patch: Patch): Promise<void> => {
    if (patch.state !== 'live') return stage.notice('It does not run: there is nothing to take out.');
    const { name } = stage.channel().greeting;
    const what = `${patch.id} (${sanitizeLine(patch.why)})`;
    if (!(await stage.ask(`Take ${what} out of ${sanitizeLine(name)} (${targetOf(stage.channel().greeting)})?`)))
      return stage.notice('Nothing was changed.');
    stage.notice(`taking ${patch.id} out …`);
    try {
      const [first] = leftLines(await change.rollBack(stage.channel(), patch));
      const others = first === undefined ? 'what ran before runs again.' : first;
      stage.notice(`${patch.id} is out; ${others}`);
    } catch (error) {
      stage.notice(sanitizeLine((error as Error).message));
    }
    await read();
  };
  const promote = async (patch: Patch): Promise<void> => {
    if (patch.canary?.state !== 'running') return stage.notice('It is no canary: every call gets it, or none does.');
    const { name } = stage.channel().greeting;
    const question = `Give ${patch.id} (${sanitizeLine(patch.why)}) to every call of ${sanitizeLine(name)} (${targetOf(stage.channel().greeting)})?`;
    if (!(await stage.ask(question))) return stage.notice('Nothing was changed.');
    try {
      await change.promote(stage.channel(), patch);
      stage.notice(`Every call gets ${patch.id} now.`);
    } catch (error) {
      stage.notice(sanitizeLine((error as Error).message));
    }
    await read();
  };
  const extend = async (patch: Patch): Promise<void> => {
    if (patch.state !== 'live' || patch.leaseEndsAt === undefined) return stage.notice('It has no lease to extend.');
    const time = await stage.askText(`For how long may ${patch.id} live without a record? (30m, 2h, 1d) `, '30m');
    if (time === undefined) return stage.notice('Nothing was changed.');
    const why = (await stage.askText('Why does its record have to wait? '))?.trim();
    if (why === undefined || why === '') return stage.notice('Nothing was changed: an extension needs a reason.');
    try {
      const { leaseEndsAt } = await change.extend(stage.channel(), patch, time.trim(), why);
      stage.notice(`It may live without a record until ${leaseEndsAt === undefined ? '?' : clockTime(leaseEndsAt)}.`);
    } catch (error) {
      stage.notice(sanitizeLine((error as Error).message));
    }
    await read();
  };
  // The figures of a trial go on; events tell of its beginning and its end only.
  const clock = setInterval(() => {
    const onTrial = timeline.patches?.some((patch) => patch.state === 'live' && isOnTrial(patch));
    if (onTrial) void read();
  }, trialEveryMs);
  const deeds = { diff: showDiff, rollback: rollBack, promote, extend } as const;
  void read();
  return {
    title: 'patches',
    keys: () => keys,
    page: ({ columns }, at) => timelinePage(timeline, columns, at),
    act(act, at) {
      const patch = patchAt(timeline, at);
      if (act === 'refresh') void read();
      else if (patch !== undefined) void deeds[act as keyof typeof deeds](patch);
    },
    heard: ({ event }) => {
      if (event === 'patch') void read();
    },
    connected: (channel) => {
      if (channel !== undefined) void read();
    },
    close() {
      isOpen = false;
      clearInterval(clock);
    },
  };
}
