import { drift } from './drift.ts';
import { guards } from './guards.ts';
import { evaluating } from './evaluating.ts';
import { looking } from './looking.ts';
import { instrumenting } from './instrumenting.ts';
import type { Measure } from './measure.ts';
import { memory } from './memory.ts';
import { patched } from './patched.ts';
import { pause } from './pause.ts';
import { reapply } from './reapply.ts';
import { record } from './record.ts';
import { screen } from './screen.ts';
import { loadedRounds } from './rounds.ts';
import { start } from './start.ts';
import { throughput } from './throughput.ts';

const measurements: Readonly<Record<string, () => Promise<Measure[]>>> = {
  throughput,
  guards,
  start,
  memory,
  instrumenting,
  pause,
  patched,
  rounds: loadedRounds,
  drift,
  evaluating,
  looking,
  record,
  reapply,
  screen,
};
const wanted = process.argv.slice(2);
const chosen = Object.entries(measurements).filter(([name]) => wanted.length === 0 || wanted.includes(name));
const rows: string[][] = [['measured', 'found', 'goal', '']];

for (const [name, measurement] of chosen) {
  process.stderr.write(`measuring ${name}\n`);
  try {
    rows.push(
      ...(await measurement()).map(({ what, found, goal, met }) => [what, found, goal, met ? 'met' : 'missed']),
    );
  } catch (error) {
    process.exitCode = 1;
    rows.push([name, 'failed', '', '']);
    console.error(error);
  }
}

const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
console.log(`Node ${process.version}, ratios against the same without the agent, measured in turn in one run`);
for (const row of rows)
  console.log(
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
