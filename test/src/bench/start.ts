import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { linkPackages, packageFolder } from '../patient/dependencies.ts';
import { Patient } from '../patient/patient.ts';
import { places } from '../patient/places.ts';
import { Ward } from '../patient/ward.ts';
import { withProgram } from './bench-ward.ts';
import { hundredModules } from './hundred-modules.ts';
import { inTurn, type Measure, median } from './measure.ts';

const run = promisify(execFile);

/** What a start took: until it was ready, and how much of that its main thread and all of its threads worked, milliseconds. */
interface Took {
  readonly wall: number;
  readonly main: number;
  readonly all: number;
}

/** Time from `spawn` until a service listens, with the agent against without: the demo, and one of 100 modules. */
export async function start(): Promise<Measure[]> {
  return [await startOfDemo(), await startOfHundred()];
}

async function startOfDemo(): Promise<Measure> {
  const ward = new Ward(await realpath(await mkdtemp(join(tmpdir(), 'suture-bench-'))));
  try {
    const cwd = join(ward.path, 'orders');
    await cp(join(places.workspace, 'shell/demo'), cwd, { recursive: true });
    await linkPackages(cwd, ['fastify', 'ws', '@types/node', '@types/ws']);
    await run(process.execPath, [join(packageFolder('typescript'), 'bin/tsc')], { cwd });
    const service = { args: ['dist/server.js'], cwd, ready: 'orders listens on', env: { PORT: '0' } };
    return await compare('start of the demo service', (agent) =>
      Patient.admit(ward, { ...service, ...withAgent(agent) }),
    );
  } finally {
    await ward.close();
  }
}

function startOfHundred(): Promise<Measure> {
  return withProgram(hundredModules(), [], (ward) => {
    const service = { args: ['main.js'], cwd: join(ward.path, 'program'), ready: 'ready to serve' };
    return compare('start of a service of 100 modules', (agent) =>
      Patient.admit(ward, { ...service, ...withAgent(agent) }),
    );
  });
}

/** Preloaded by hand: whoever waits for the agent to answer has it do more than start. */
function withAgent(agent: boolean): { agent: false; nodeOptions: readonly string[] } {
  return { agent: false, nodeOptions: agent ? ['-r', places.agent] : [] };
}

async function compare(what: string, admit: (agent: boolean) => Promise<Patient>): Promise<Measure> {
  const once = async (agent: boolean, staysMs = 0): Promise<Took> => {
    const patient = await admit(agent);
    const worked = await workedMs(patient.pid);
    await sleep(staysMs);
    await patient.close();
    return { wall: patient.readyAfterMs, ...worked };
  };
  // What is made patchable is kept for the next start.
  await once(true, 2_000);
  await once(false);
  const { first, second } = await inTurn(
    15,
    () => once(false),
    () => once(true),
  );
  const middle = (key: keyof Took): [number, number] => [
    median(second.map((took) => took[key])),
    median(first.map((took) => took[key])),
  ];
  const ratio = (key: keyof Took): string => {
    const [agent, plain] = middle(key);
    return (agent / plain).toFixed(2);
  };
  const [agent, plain] = middle('wall');
  return {
    what,
    found: `${ratio('wall')} (${agent.toFixed(0)} against ${plain.toFixed(0)} ms; work of the main thread ${ratio('main')}, of all ${ratio('all')})`,
    goal: '<= 1.15',
    met: agent / plain <= 1.15,
  };
}

/** How long a process has had a processor, milliseconds: less at the mercy of what else the machine does. */
async function workedMs(pid: number): Promise<Omit<Took, 'wall'>> {
  let [main, all] = [0, 0];
  for (const thread of await readdir(`/proc/${pid}/task`)) {
    const [onProcessor = ''] = (await readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')).split(' ');
    const ms = Number(onProcessor) / 1e6;
    all += ms;
    if (Number(thread) === pid) main = ms;
  }
  return { main, all };
}
