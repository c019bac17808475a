import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { places } from '../patient/places.ts';
import { ProtocolServer } from '../screen/protocol-server.ts';
import { Pty } from '../screen/pty.ts';
import { type Measure, median, quantile } from './measure.ts';

const starts = 9;
const keys = 200;
const restMs = 20_000;

/** Measures the prompt in a terminal: how soon it stands, what a key costs, and what it costs at rest. */
export async function screen(): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'suture-bench-'));
  const server = new ProtocolServer(join(folder, 'agent.sock'));
  await server.open();
  const env = { ...process.env, XDG_STATE_HOME: join(folder, 'state'), TERM: 'xterm-256color' };
  const open = (): Pty => new Pty(process.execPath, [places.shell, 'attach', server.path], { cwd: folder, env });
  try {
    const firstMs: number[] = [];
    for (let start = 0; start < starts; start += 1) {
      const begun = performance.now();
      const pty = open();
      await until(() => pty.output.includes('● attached'));
      firstMs.push(performance.now() - begun);
      pty.close();
    }
    const pty = open();
    await pty.see(/1 shell/);
    const { keyMs, keyBytes } = await typeKeys(pty);
    pty.type('\x15');
    await pty.see((rows) => rows.at(-3)?.endsWith('>') === true);
    const before = cpuMs(pty.pid);
    await new Promise((resolve) => setTimeout(resolve, restMs));
    const share = (cpuMs(pty.pid) - before) / restMs;
    pty.close();
    return [
      measure('prompt: first screen, median', median(firstMs), 'ms', 300),
      measure('prompt: key to screen, p50', median(keyMs), 'ms', 20),
      measure('prompt: key to screen, p99', quantile(keyMs, 0.99), 'ms', 100),
      measure('prompt: bytes a key, most', Math.max(...keyBytes), 'bytes', 400),
      measure('prompt: CPU at rest', share * 100, '%', 0.5),
    ];
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function typeKeys(pty: Pty): Promise<{ keyMs: number[]; keyBytes: number[] }> {
  const keyMs: number[] = [];
  const keyBytes: number[] = [];
  for (let key = 0; key < keys; key += 1) {
    const before = pty.output.length;
    const begun = performance.now();
    pty.type(key % 10 === 9 ? '\x7f' : 'abcdefghi'.charAt(key % 10));
    await until(() => pty.output.length > before);
    keyMs.push(performance.now() - begun);
    // What follows the key itself, a preview say, is counted as well.
    await new Promise((resolve) => setTimeout(resolve, 30));
    keyBytes.push(Buffer.byteLength(pty.output.slice(before)));
  }
  return { keyMs, keyBytes };
}

async function until(there: () => boolean): Promise<void> {
  while (!there()) await new Promise((resolve) => setImmediate(resolve));
}

/** Time that a process has used, in user and kernel mode; ticks of Linux are 10 ms. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function measure(what: string, found: number, unit: string, goal: number): Measure {
  return {
    what,
    found: `${found.toFixed(found < 10 ? 2 : 0)} ${unit}`,
    goal: `<= ${goal} ${unit}`,
    met: found <= goal,
  };
}
