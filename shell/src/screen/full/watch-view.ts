import type { WatchedCall, Watching } from '@suture/protocol/watch.js';
import type { Seen } from '../../change/seen-log.ts';
import type { WatchOptions } from '../../commands/watch.ts';
import { splitName } from '../../commands/split-name.ts';
import { callText } from '../../print/call-text.ts';
import { costText } from '../../print/cost-text.ts';
import { count } from '../../print/figures.ts';
import { paintFor } from '../../print/paint.ts';
import { sanitizeLine } from '../../print/sanitize.ts';
import { say } from '../theme.ts';
import { asFailure } from './as-failure.ts';
import { textView } from './text-view.ts';
import type { Stage, View, ViewKey } from './view.ts';
import { callRows, type Watched, watchPage } from './watch-rows.ts';

const keys: readonly ViewKey[] = [
  { keys: ['enter'], act: 'call', shown: 'Enter', does: 'the whole call' },
  { keys: [' '], act: 'hold', shown: 'space', does: 'hold the display' },
  { keys: ['s'], act: 'stop', shown: 's', does: 'stop watching' },
  { keys: ['R'], act: 'again', shown: 'R', does: 'watch again' },
];

/** Opens a watch; it ends by itself, and with the view. */
export function watchView(stage: Stage, name: string, options: WatchOptions): View {
  let watched: Watched = { is: 'beginning', beganAt: Date.now(), calls: [] };
  let isOpen = true;
  let clock: NodeJS.Timeout | undefined;

  const set = (next: Watched): void => {
    watched = next;
    if (isOpen) stage.changed();
  };
  const tick = (): void => {
    clearInterval(clock);
    clock = setInterval(() => (watched.is === 'running' ? stage.changed() : clearInterval(clock)), 1_000);
  };
  const begin = async (): Promise<void> => {
    set({ is: 'beginning', beganAt: Date.now(), calls: [] });
    try {
      const { module, member } = splitName(name, 'FUNCTION');
      const { count, for: forMs, rate: perSecond, when, locals } = options;
      const params = { module, function: member, count, forMs, perSecond, when, locals };
      const watching = await stage.channel().call('watch', params);
      if (!isOpen) return stop(watching.watch);
      // Calls may be told before the answer that names the watch.
      const calls = watched.calls.filter(({ watch }) => watch === watching.watch);
      set({ ...watched, is: watched.ended ? 'ended' : 'running', watching, calls });
      tick();
    } catch (error) {
      set({ ...watched, is: 'failed', failed: asFailure(error) });
    }
  };
  const stop = (watch: number | undefined): void => {
    if (watch === undefined) return;
    stage
      .channel()
      .call('unwatch', { watch })
      // The end is told as an event as well, to whoever has not gone.
      .then((ended) => set({ ...watched, is: 'ended', ended }))
      .catch(() => {});
  };
  void begin();
  return {
    title: `watch ${sanitizeLine(name)}`,
    keys: () => keys,
    page: ({ columns }) => watchPage(watched, columns, Date.now()),
    act(act, at) {
      if (act === 'hold') set({ ...watched, held: watched.held === undefined ? watched.calls.length : undefined });
      else if (act === 'stop' && watched.is === 'running') stop(watched.watching?.watch);
      else if (act === 'again' && watched.is !== 'running' && watched.is !== 'beginning') void begin();
      else if (act === 'call') {
        const call = watched.calls[at];
        if (call !== undefined)
          stage.show(textView(`call ${call.call} of ${sanitizeLine(name)}`, (columns) => callRows(call, columns)));
      }
    },
    heard(event) {
      if (event.event !== 'call' && event.event !== 'watchEnded' && event.event !== 'watchNote') return;
      const { watching } = watched;
      if (watched.is === 'ended' || watched.is === 'failed') return;
      if (watching !== undefined && event.data.watch !== watching.watch) return;
      if (event.event === 'watchNote') set({ ...watched, note: event.data.note });
      else if (event.event === 'call') set({ ...watched, calls: [...watched.calls, event.data] });
      else set({ ...watched, is: watching === undefined ? 'beginning' : 'ended', ended: event.data });
    },
    connected(channel) {
      if (channel !== undefined || watched.is !== 'running') return;
      set({
        ...watched,
        is: 'failed',
        failed: { message: 'The connection was lost; the watch has ended with it.', hint: 'R watches again.' },
      });
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      clearInterval(clock);
      if (watched.is === 'running') stop(watched.watching?.watch);
      const { ended, calls, watching } = watched;
      if (watching !== undefined && calls.length > 0) stage.seen.add(seenOf(watching, calls));
      const seen = ended?.calls ?? calls.at(-1)?.call ?? 0;
      const cost = ended === undefined ? '' : costText(ended);
      stage.print([say(`${sanitizeLine(name)}: ${seen} calls, ${calls.length} shown.${cost}`, 'muted')]);
    },
  };
}

/** Calls that go into a request at the most: the latest. */
const callsKept = 20;

function seenOf({ function: name, path }: Watching, calls: readonly WatchedCall[]): Seen {
  const text = calls.slice(-callsKept).map((call) => callText(call, paintFor(false)));
  return { path, function: name, title: `watch of ${name}, ${count(calls.length, 'call')}`, text: text.join('\n') };
}
