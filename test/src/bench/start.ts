import { execFile } from 'node:child_process';
import { cp, mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { linkPackages, packageFolder } from '../patient/dependencies.ts';
import { Patient } from '../patient/patient.ts';
import { places } from '../patient/places.ts';
import { Ward } from '../patient/ward.ts';
import { inTurn, type Measure, median } from './measure.ts';

const run = promisify(execFile);

/** Time from `spawn` until the service of the demo listens, with the agent against without. */
export async function start(): Promise<Measure[]> {
  const ward = new Ward(await realpath(await mkdtemp(join(tmpdir(), 'suture-bench-'))));
  try {
    const cwd = join(ward.path, 'orders');
    await cp(join(places.workspace, 'shell/demo'), cwd, { recursive: true });
    await linkPackages(cwd, ['fastify', 'ws', '@types/node', '@types/ws']);
    await run(process.execPath, [join(packageFolder('typescript'), 'bin/tsc')], { cwd });
    const once = async (agent: boolean): Promise<number> => {
      const patient = await Patient.admit(ward, {
        args: ['dist/server.js'],
        cwd,
        ready: 'orders listens on',
        env: { PORT: '0' },
        agent,
      });
      await patient.close();
      return patient.readyAfterMs;
    };
    await once(false);
    await once(true);
    const { first, second } = await inTurn(
      15,
      () => once(false),
      () => once(true),
    );
    const ratio = median(second) / median(first);
    return [
      {
        what: 'start of the demo service',
        found: `${ratio.toFixed(2)} (${median(second).toFixed(0)} against ${median(first).toFixed(0)} ms)`,
        goal: '<= 1.15',
        met: ratio <= 1.15,
      },
    ];
  } finally {
    await ward.close();
  }
}
