import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const templates = new Map<string, Template<unknown>>();
const folders: string[] = [];

/** A folder, with git repositories as a rule, that is filled once in this process; and what was learned in filling it. */
export class Template<T> {
  readonly folder: string;
  readonly known: T;
  readonly #configs: readonly string[];

  private constructor(folder: string, known: T) {
    this.folder = folder;
    this.known = known;
    this.#configs = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.git/config'),
    );
  }

  /** The template of a name; its first user fills it. What git takes a tenth of a second for is then a copy. */
  static of<T>(name: string, fill: (folder: string) => T): Template<T> {
    const known = templates.get(name) as Template<T> | undefined;
    if (known) return known;
    const folder = newFolder();
    const template = new Template(folder, fill(folder));
    templates.set(name, template);
    return template;
  }

  /** As {@link Template.of}, where filling takes its time. */
  static async filled<T>(name: string, fill: (folder: string) => Promise<T>): Promise<Template<T>> {
    const known = templates.get(name) as Template<T> | undefined;
    if (known) return known;
    const folder = newFolder();
    const template = new Template(folder, await fill(folder));
    templates.set(name, template);
    return template;
  }

  /** Copies everything; the repositories then name the places of the copy. */
  copyTo(folder: string): void {
    cpSync(this.folder, folder, { recursive: true, preserveTimestamps: true });
    for (const path of this.#configs) {
      const file = join(folder, path);
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replaceAll(this.folder, () => folder),
      );
    }
  }
}

function newFolder(): string {
  if (folders.length === 0)
    process.once('exit', () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    });
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'suture-template-')));
  folders.push(folder);
  return folder;
}
