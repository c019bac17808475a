import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from '../patient/dependencies.ts';
import { Engineer } from '../patient/engineer.ts';
import { freePort } from '../patient/free-port.ts';
import { Patient } from '../patient/patient.ts';
import { places } from '../patient/places.ts';
import { Published } from '../patient/published.ts';
import type { Checkout } from '../patient/repository.ts';
import { Visitor } from '../patient/visitor.ts';
import type { Ward } from '../patient/ward.ts';
import { Pty } from '../screen/pty.ts';

/** Connections that a service is under load from. */
const connections = 10;

/** A published server as production runs it, and one who is on call at a shell that is attached to it. */
export class OnCall {
  readonly port: number;
  readonly patient: Patient;
  readonly checkout: Checkout;
  readonly engineer: Engineer;
  readonly pty: Pty;
  readonly #ward: Ward;
  readonly #app: Published;

  private constructor(
    ward: Ward,
    parts: Pick<OnCall, 'port' | 'patient' | 'checkout' | 'engineer' | 'pty'> & { readonly app: Published },
  ) {
    this.#ward = ward;
    this.port = parts.port;
    this.patient = parts.patient;
    this.checkout = parts.checkout;
    this.engineer = parts.engineer;
    this.pty = parts.pty;
    this.#app = parts.app;
  }

  /** Deploys a package with some files changed or added, starts it, and attaches a shell. */
  static async at(
    ward: Ward,
    name: string,
    service: {
      readonly files: Readonly<Record<string, string>>;
      readonly args: (port: string) => readonly string[];
      readonly ready: string;
    },
  ): Promise<OnCall> {
    const app = await Published.of(ward, name, service.files);
    const [production, checkout] = [await app.clone('production'), await app.clone('checkout')];
    const port = await freePort();
    const { args, ready } = service;
    const patient = await Patient.admit(ward, { args: args(String(port)), cwd: production.path, ready });
    const engineer = new Engineer(ward, checkout.path, { VISUAL: await editorIn(ward) });
    const pty = new Pty(places.node, [places.shell, 'attach'], {
      cwd: checkout.path,
      env: { ...engineer.env, TERM: 'xterm-256color' },
      columns: 120,
      rows: 40,
    });
    ward.beforeClosing(() => pty.close());
    await pty.see(/● attached/);
    return new OnCall(ward, { port, patient, checkout, engineer, pty, app });
  }

  /** Visitors who ask for one path all the time, each on a connection that it holds. */
  crowd(path: string): Visitor[] {
    const base = `http://127.0.0.1:${this.port}`;
    return Array.from({ length: connections }, () => new Visitor(this.#ward, base, path, 1));
  }

  /** Types a command at the prompt and waits for what it shows below; gives the rows from the command on. */
  async ask(command: string, wanted: RegExp): Promise<string> {
    // Rows of an earlier answer must not pass for this one.
    const before = this.pty.rows.filter((row) => row.endsWith(`> ${command}`)).length;
    this.pty.type(`${command}\r`);
    let found = '';
    await this.pty.see((rows) => {
      const at = rows.findLastIndex((row) => row.endsWith(`> ${command}`));
      const isNew = rows.filter((row) => row.endsWith(`> ${command}`)).length > before;
      found = rows.slice(at).join('\n');
      return isNew && wanted.test(found);
    }, 60_000);
    return found;
  }

  /** Types the command of a view and waits until it shows what it should. */
  async open(command: string, wanted: RegExp): Promise<void> {
    this.pty.type(`${command}\r`);
    await this.pty.see((rows) => this.pty.modes.alternateScreen && wanted.test(rows.join('\n')), 60_000);
  }

  /** Leaves a view. */
  async leave(): Promise<void> {
    this.pty.type('q');
    await this.pty.see(() => !this.pty.modes.alternateScreen);
  }

  /** Opens a file as it runs in the editor, replaces one place, and loads and records that. */
  async repair(path: string, from: string, to: string, why: string): Promise<void> {
    await writeFile(join(this.#ward.path, 'edit.json'), JSON.stringify({ from, to }));
    await this.load(`:edit ${path} -m "${why}"`);
  }

  /** Loads what a command of the change view brings, and sees that the record of it is on the remote. */
  async load(command: string): Promise<void> {
    const before = await this.#app.repository.branches();
    await this.open(command, /It can be loaded/);
    this.pty.type('l');
    await this.pty.see(/\[y\/N\]$/m);
    this.pty.type('y\r');
    await this.pty.see(/record ✓[\s\S]*Live {2}\S{26}/, 60_000);
    await this.leave();
    const branches = (await this.#app.repository.branches()).filter((branch) => !before.includes(branch));
    assert.equal(branches.length, 1, branches.join());
    await this.checkout.git('fetch', '--quiet', 'origin');
  }

  /** The lines that the latest record takes out of a file and puts in. */
  async recorded(path: string): Promise<string[]> {
    const [branch] = (await this.checkout.git('branch', '--remotes', '--list', '*/suture/*', '--sort=-committerdate'))
      .split('\n')
      .map((line) => line.trim());
    const diff = await this.checkout.git('diff', '-U0', `${branch}^`, branch ?? '', '--', path);
    return diff.split('\n').filter((line) => /^[-+](?!--|\+\+)/.test(line));
  }
}

/** A file of a published package with a bug planted in it. */
export async function planted(name: string, path: string, from: string, to: string): Promise<Record<string, string>> {
  const source = await readFile(join(packageFolder(name), path), 'utf8');
  assert.equal(source.split(from).length, 2, `${path} has one place that reads ${from}`);
  return { [path]: source.replace(from, () => to) };
}

/** No visitor has lost its connection or an answer. */
export function unharmed(visitors: readonly Visitor[]): void {
  for (const { drops } of visitors) assert.deepEqual(drops, { connections: 1, failures: [] });
}

// Does what the story says to do, in the file that the shell has put down.
async function editorIn(ward: Ward): Promise<string> {
  const path = join(ward.path, 'editor.cjs');
  await writeFile(
    path,
    `#!${places.node}
const { readFileSync, writeFileSync } = require('node:fs');
const { from, to } = JSON.parse(readFileSync(${JSON.stringify(join(ward.path, 'edit.json'))}, 'utf8'));
const [file] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');
if (text.split(from).length !== 2) process.exit(1);
writeFileSync(file, text.replace(from, () => to));
`,
  );
  await chmod(path, 0o755);
  return path;
}
