import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CpuProfile } from '@suture/protocol/inside.js';
import type { ProfileOptions } from '../../commands/profile.ts';
import { limits } from '../../limits.ts';
import { duration } from '../../print/figures.ts';
import { sanitizeLine } from '../../print/sanitize.ts';
import { type ReadProfile, readProfile } from '../../source/cpu-profile.ts';
import { type Printed, say } from '../theme.ts';
import { asFailure, failureRows } from './as-failure.ts';
import { cell } from './row.ts';
import type { Page, Stage, View, ViewKey } from './view.ts';

const keys: readonly ViewKey[] = [
  { keys: ['t'], act: 'order', shown: 't', does: 'by own time, or with what was called' },
  { keys: ['s'], act: 'save', shown: 's', does: 'write a .cpuprofile' },
  { keys: ['R'], act: 'again', shown: 'R', does: 'sample again' },
];
const barCells = 20;
const mostRows = 500;

/** Opens a CPU profile: it samples for a time, and shows the functions that took the most of it. */
export function profileView(stage: Stage, options: ProfileOptions, cwd: string): View {
  let taken: { readonly profile: CpuProfile; readonly read: ReadProfile } | undefined;
  let failure: ReturnType<typeof asFailure> | undefined;
  let order: 'selfMs' | 'totalMs' = 'selfMs';
  let until = 0;
  let isOpen = true;
  let clock: NodeJS.Timeout | undefined;

  const sample = async (): Promise<void> => {
    taken = undefined;
    failure = undefined;
    until = Date.now() + options.for;
    clearInterval(clock);
    clock = setInterval(() => stage.changed(), 500);
    try {
      const channel = stage.channel();
      const timeoutMs = options.for + limits.answerMs;
      const profile = await channel.call('profile', { forMs: options.for }, { timeoutMs });
      taken = { profile, read: readProfile(profile, channel.greeting.root) };
      if (isOpen && options.output !== undefined) await save(options.output);
    } catch (error) {
      failure = asFailure(error);
    }
    clearInterval(clock);
    if (isOpen) stage.changed();
  };
  const save = async (name: string): Promise<void> => {
    if (taken === undefined) return;
    const file = resolve(cwd, name);
    try {
      await writeFile(file, JSON.stringify(taken.profile), { mode: 0o600, flag: 'wx' });
      stage.notice(`written to ${file}`);
      stage.print([say(`CPU profile of ${options.for / 1000} s: ${sanitizeLine(file)}`, 'muted')]);
    } catch (error) {
      stage.notice(`not written: ${(error as Error).message}`);
    }
  };
  void sample();
  return {
    title: 'profile',
    keys: () => (taken === undefined ? keys.slice(2).filter(() => failure !== undefined) : keys),
    page({ columns }): Page {
      if (failure !== undefined) return { head: [], body: failureRows(failure, columns), foot: [], marks: false };
      if (taken === undefined) {
        const left = Math.max(0, until - Date.now());
        const text = left > 0 ? ` sampling for another ${duration(left)} …` : ' reading the samples …';
        return { head: [], body: [say(text, 'muted')], foot: [], marks: false };
      }
      return flamePage(taken.read, order);
    },
    act(act) {
      if (act === 'order') order = order === 'selfMs' ? 'totalMs' : 'selfMs';
      else if (act === 'again') void sample();
      else if (act === 'save') {
        const time = new Date().toISOString().slice(0, 19).replaceAll(':', '');
        void stage.askText('Write to ', `${time}.cpuprofile`).then((name) => (name ? save(name) : undefined));
      }
      stage.changed();
    },
    close() {
      isOpen = false;
      clearInterval(clock);
    },
  };
}

function flamePage({ ms, idleMs, functions }: ReadProfile, order: 'selfMs' | 'totalMs'): Page {
  const head = ` ${(ms / 1000).toFixed(1)} s sampled, busy for ${percent(ms - idleMs, ms)} of it; by ${order === 'selfMs' ? 'own time' : 'time with what was called'}`;
  const rows = functions.toSorted((a, b) => b[order] - a[order]).slice(0, mostRows);
  return {
    head: [
      say(head, 'strong'),
      say(`  ${'SELF'.padStart(7)} ${'TOTAL'.padStart(7)}  ${cell('', barCells)}  FUNCTION`, 'muted'),
    ],
    body: rows.length === 0 ? [say('No function was seen at work.')] : rows.map((one) => flameRow(one, ms, order)),
    foot: [],
    marks: rows.length > 0,
  };
}

function flameRow(one: ReadProfile['functions'][number], ms: number, order: 'selfMs' | 'totalMs'): Printed {
  const bar = '█'.repeat(Math.round((one[order] / (ms || 1)) * barCells));
  const place = one.path === '' ? '' : `  ${one.path}:${one.line}`;
  return [
    { text: `${percent(one.selfMs, ms).padStart(7)} ${percent(one.totalMs, ms).padStart(7)}  ` },
    { text: `${cell(bar, barCells)}  `, tone: 'warning' },
    { text: sanitizeLine(one.function) },
    { text: sanitizeLine(place), tone: 'muted' },
  ];
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / (whole || 1)).toFixed(1)} %`;
}
