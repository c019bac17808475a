import { mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { linkPackages } from '../patient/dependencies.ts';
import { Patient } from '../patient/patient.ts';
import { Ward } from '../patient/ward.ts';

/** A ward for one measurement, with a program in it that can be started with the agent and without, and other files without. */
export async function withProgram<T>(
  files: Readonly<Record<string, string>>,
  packages: readonly string[],
  measure: (
    ward: Ward,
    start: (agent: boolean, ...args: string[]) => Promise<Patient>,
    other: (file: string, ...args: string[]) => Promise<Patient>,
  ) => Promise<T>,
): Promise<T> {
  const ward = new Ward(await realpath(await mkdtemp(join(tmpdir(), 'suture-bench-'))));
  try {
    const cwd = join(ward.path, 'program');
    for (const [path, text] of Object.entries({ 'package.json': '{"name":"bench","type":"module"}\n', ...files })) {
      await mkdir(dirname(join(cwd, path)), { recursive: true });
      await writeFile(join(cwd, path), text);
    }
    await linkPackages(cwd, packages);
    const admit = (agent: boolean, args: string[]): Promise<Patient> =>
      Patient.admit(ward, { args, cwd, ready: /ready.*\n/, agent });
    return await measure(
      ward,
      (agent, ...args) => admit(agent, ['main.js', ...args]),
      (...args) => admit(false, args),
    );
  } finally {
    await ward.close();
  }
}

/** What the program said behind `ready`. */
export async function said(patient: Patient): Promise<string> {
  return (await patient.says(/ready (.*)\n/))[1] ?? '';
}
