import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { Engineer } from '../patient/engineer.ts';
import { Patient } from '../patient/patient.ts';
import { Repository } from '../patient/repository.ts';
import type { Ward } from '../patient/ward.ts';
import { exerciseModule, exerciseServer } from './exercise.ts';
import { differences, type Outcomes, type Upgrade } from './upgrade.ts';

async function callsOf(patient: Patient): Promise<Outcomes> {
  const response = await fetch(`http://${await patient.host()}/calls`);
  return (await response.json()) as Outcomes;
}

/**
 * Upgrades as an engineer would: the old release is what is deployed, the new one is written over it in a checkout,
 * and `suture patch` does the rest. Gives what is not as in a process that was started with the new release.
 */
export async function upgradeByCommand(ward: Ward, upgrade: Upgrade): Promise<string[]> {
  const repository = await Repository.create(ward, async (checkout) => {
    await cp(upgrade.from, checkout.file('subject'), { recursive: true });
    await checkout.write('package.json', '{"name":"upgrade","type":"module"}\n');
    await checkout.write('exercise.js', exerciseModule(upgrade));
    await checkout.write('main.js', exerciseServer(upgrade));
  });
  const production = await repository.clone('production');
  const started = { args: ['main.js'], env: { SUTURE_EXCLUDE: 'main.js,exercise.js' } };
  const patient = await Patient.admit(ward, { ...started, cwd: production.path });
  await callsOf(patient);
  const checkout = await repository.clone('checkout');
  const engineer = new Engineer(ward, checkout.path);
  // Notes and declarations are no part of the process; a patch names what it runs.
  const { json: modules } = await engineer.json<readonly { path: string }[]>('modules', 'subject');
  for (const { path } of modules) await cp(join(upgrade.to, path.replace('subject/', '')), checkout.file(path));
  const { exit, told } = await engineer.suture('patch', '-m', 'the next release', '--yes', '--no-types');
  if (exit !== 0 && exit !== 5) return [told];
  const patched = await callsOf(patient);
  await patient.close();
  const fresh = await Patient.admit(ward, { ...started, cwd: checkout.path, agent: false });
  const expected = await callsOf(fresh);
  return differences(expected, { ...expected, ...patched });
}
