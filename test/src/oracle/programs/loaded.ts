import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a program answers, by the names of what was asked. */
export type Answers = Readonly<Record<string, string>>;

/** The source of each module by its file; the last one is the program's main module. */
export type Sources = ReadonlyMap<string, string>;

/** A program that runs. */
export interface Loaded {
  /** Asks for everything that it offers. */
  readonly probe: () => Promise<Answers>;
  /** Takes references and begins what takes its time; gives a function that asks these. */
  readonly begin: () => Promise<() => Promise<Answers>>;
}

interface MainModule {
  probe(): Promise<Readonly<Record<string, unknown>>>;
  begin(): Promise<() => Promise<Readonly<Record<string, unknown>>>>;
}

/** Folders for programs, each of which is loaded from one of its own. */
export class Folders {
  readonly #root = mkdtempSync(join(tmpdir(), 'suture-programs-'));
  #made = 0;

  /** Writes a program and loads it; `change` gives what is written for a module. Rejects where the program does not load. */
  async load(sources: Sources, change: (source: string, name: string, url: string) => string): Promise<Loaded> {
    this.#made += 1;
    const place = join(this.#root, `program ${this.#made}`);
    mkdirSync(place);
    let main = '';
    for (const [name, source] of sources) {
      main = pathToFileURL(join(place, name)).href;
      writeFileSync(new URL(main), change(source, name, main));
    }
    const never = new Promise<never>((_, fail) => {
      setTimeout(fail, 1_000, new Error('it never loads'));
    });
    const found = (await Promise.race([import(main), never])) as Partial<MainModule> & { default?: MainModule };
    // Not every CommonJS module shows its names.
    const made = (found.probe ? found : found.default) as MainModule;
    return {
      probe: async () => asText(await made.probe()),
      begin: async () => {
        const end = await made.begin();
        return async () => asText(await end());
      },
    };
  }

  close(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}

function asText(answers: Readonly<Record<string, unknown>>): Answers {
  return Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, textOf(answer)]));
}

function textOf(answer: unknown): string {
  try {
    const text = JSON.stringify(answer) ?? 'undefined';
    return plainly(text);
  } catch (error) {
    return String(error instanceof Error ? error.name : error);
  }
}

/** The names of answers that are not what was expected; what an edit adds or takes away is not asked for. */
export function differences(expected: Answers, found: Answers): string[] {
  return Object.keys(expected).filter((name) => name in found && expected[name] !== found[name]);
}

/** Without what tells a program from its copy in another folder, and how V8 names a value that is no function or iterable. */
function plainly(text: string): string {
  return text
    .replaceAll(/[^"]+ is not iterable/g, 'not iterable')
    .replaceAll(/[^"]+ is not a function/g, 'not a function')
    .replaceAll(/program \d+/g, 'program');
}
