import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Patient } from '../patient/patient.ts';
import { places } from '../patient/places.ts';
import { withProgram } from './bench-ward.ts';
import { inTurn, type Measure, median } from './measure.ts';

const main = `import { createServer } from 'node:http';
createServer((request, response) => response.end('ok')).listen(0, () => console.log('ready to serve'));
`;

/** Resident memory of a service with the agent in it and nobody attached, against the same without. */
export function memory(): Promise<Measure[]> {
  return withProgram({ 'main.js': main }, [], async (ward) => {
    const megabytes = async (agent: boolean): Promise<number> => {
      // Preloaded by hand: whoever waits for the agent to answer has attached to it.
      const patient = await Patient.admit(ward, {
        args: ['main.js'],
        cwd: join(ward.path, 'program'),
        ready: 'ready to serve',
        nodeOptions: agent ? ['-r', places.agent] : [],
        agent: false,
      });
      await sleep(2_000);
      const found = await residentMegabytes(patient);
      await patient.close();
      return found;
    };
    await megabytes(true);
    const { first, second } = await inTurn(
      5,
      () => megabytes(false),
      () => megabytes(true),
    );
    const added = median(second) - median(first);
    return [
      {
        what: 'memory of the agent at rest',
        found: `+${added.toFixed(0)} MB (${median(second).toFixed(0)} against ${median(first).toFixed(0)})`,
        goal: '<= 25 MB',
        met: added <= 25,
      },
    ];
  });
}

async function residentMegabytes({ pid }: Patient): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024;
}
