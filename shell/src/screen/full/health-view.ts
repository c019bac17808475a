import { type Health, healthPage, sampled } from './health-rows.ts';
import type { Stage, View, ViewKey } from './view.ts';

const keys: readonly ViewKey[] = [
  { keys: ['space', ' '], act: 'pause', shown: 'space', does: 'pause' },
  { keys: ['+'], act: 'faster', shown: '+', does: 'ask more often' },
  { keys: ['-'], act: 'slower', shown: '-', does: 'ask less often' },
];
const everyMs = { least: 250, most: 16_000, first: 1_000 };

/** Opens the health of the process; it is asked only while the view is open, and never faster than it answers. */
export function healthView(stage: Stage): View {
  let health: Health = { samples: [], everyMs: everyMs.first, paused: false };
  let patched = false;
  let isOpen = true;
  let timer: NodeJS.Timeout | undefined;
  const read = async (): Promise<void> => {
    clearTimeout(timer);
    if (!health.paused) {
      try {
        const status = await stage.channel().call('status', {});
        if (!isOpen) return;
        health = sampled(health, status, Date.now(), patched);
        patched = false;
      } catch {
        // The status row says that the connection is lost, and the head how old the figures are.
      }
    }
    if (!isOpen) return;
    stage.changed();
    clearTimeout(timer);
    timer = setTimeout(() => void read(), health.everyMs);
  };
  void read();
  const pace = (factor: number): void => {
    const wanted = Math.max(everyMs.least, Math.min(health.everyMs * factor, everyMs.most));
    health = { ...health, everyMs: wanted };
    stage.notice(`every ${wanted / 1000} s`);
    void read();
  };
  return {
    title: 'health',
    keys: () => keys,
    page: ({ columns }) => healthPage(health, columns, Date.now()),
    act(act) {
      if (act === 'pause') health = { ...health, paused: !health.paused };
      else pace(act === 'faster' ? 0.5 : 2);
    },
    heard: ({ event }) => {
      if (event === 'patch') patched = true;
    },
    close() {
      isOpen = false;
      clearTimeout(timer);
    },
  };
}
