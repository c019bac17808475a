import assert from 'node:assert/strict';
import type { Runtime } from '../../../../agent/dist/swap/runtime.js';
import type { Case } from './case.ts';
import { editOf } from './edit.ts';
import { LiveProgram } from './live-program.ts';
import { type Answers, differences, type Folders, type Loaded, type Sources } from './loaded.ts';

/** What became of the patches of a case. */
export interface Counts {
  same: number;
  /** It differs, and a plan had said so. */
  warned: number;
  /** How many plans of those that were loaded said something. */
  told: number;
  refused: number;
  backOutOfOrder: number;
  inTheWay: number;
}

/** Checks cases, each of which is loaded with guards, patched several times and rolled back in some order. */
export class Checker {
  readonly counts: Counts = { same: 0, warned: 0, told: 0, refused: 0, backOutOfOrder: 0, inTheWay: 0 };

  readonly #runtime: Runtime;
  readonly #folders: Folders;

  constructor(runtime: Runtime, folders: Folders) {
    this.#runtime = runtime;
    this.#folders = folders;
  }

  /** Rejects with an AssertionError that holds the sources, where a case differs from its restarted programs. */
  async check({ edits, order }: Case, writings: readonly Sources[]): Promise<void> {
    const [written, ...rewritten] = writings;
    if (!written) return;
    // Half of the programs begin with their first edit made: what a mutation takes away comes back.
    const [numbers = []] = edits;
    const isBackwards = (numbers[3] ?? 0) % 2 === 1;
    const first = isBackwards ? new Map([...written, ...editOf(written, rewritten[0] ?? written, numbers)]) : written;
    const plain = await this.#plain(first);
    const guarded = await LiveProgram.load(this.#runtime, this.#folders, first).catch((error: Error) => {
      if (plain) assert.fail(`${error.message}, and without guards it loads\n${shown(first)}`);
    });
    // Only an edit lets it load.
    if (!plain || !guarded) return;
    const { live, loaded } = guarded;
    await loaded.probe();
    const before = await loaded.probe();
    const same = differences(await plain.probe(), before);
    assert.deepEqual(same, [], `with guards ${same[0]} gives ${before[same[0] ?? '']}\n${shown(first)}`);
    const steps: string[] = [];
    const inForce: string[] = [];
    const said: string[] = [];
    // What a plan had something to say of may differ from then on.
    const told = new Set<string>();
    for (const [n, each] of edits.entries()) {
      const edit =
        isBackwards && n === 0
          ? new Map([...written].filter(([name, source]) => first.get(name) !== source))
          : editOf(live.running, rewritten[n] ?? first, each);
      // A module that nobody needs is not loaded: it would come from its file, as it was written.
      if (![...edit.keys()].some((name) => live.isLoaded(name))) continue;
      const isNeeded = (text: string): boolean =>
        [...edit.keys()].some((name) => !live.isLoaded(name) && text.includes(name));
      if ([...edit.values()].some(isNeeded)) continue;
      const id = `patch ${n + 1}`;
      const step = shownEdit(id, live.running, edit);
      const story = (): string => shown(first, [...steps, step]);
      let failed = '';
      const fresh = await this.#asked(new Map([...live.running, ...edit])).catch((error: Error) => {
        failed = error.message;
      });
      if (!fresh) {
        const { outcome, said: words } = live.ask(id, edit);
        // What is not there cannot be loaded with the patch either.
        if (failed.includes('Cannot find module')) continue;
        const isSaid = outcome !== 'loaded' || words.length > 0 || told.size > 0;
        assert.ok(isSaid, `a restart fails: ${failed}; the plan said nothing\n${story()}`);
        continue;
      }
      const isPatched = await this.#patched(live, loaded, fresh, {
        id,
        edit,
        said,
        told,
        isFirst: inForce.length === 0,
        story,
      });
      if (!isPatched) continue;
      inForce.push(id);
      steps.push(step);
    }
    await this.#takeBack(live, loaded, { inForce, order, said, story: () => shown(first, steps) });
    const left = differences(before, await loaded.probe());
    assert.deepEqual(left, [], `after all rollbacks\n${shown(first, steps)}`);
    for (const [name, source] of live.running) assert.equal(source, first.get(name));
  }

  async #plain(sources: Sources): Promise<Loaded | undefined> {
    return this.#asked(sources).catch(() => undefined);
  }

  /** A program that has been asked once: that may load the rest of it. */
  async #asked(sources: Sources): Promise<Loaded> {
    const loaded = await this.#folders.load(sources, (source) => source);
    await loaded.probe();
    return loaded;
  }

  async #patched(
    live: LiveProgram,
    loaded: Loaded,
    fresh: Loaded,
    {
      id,
      edit,
      said,
      told,
      isFirst,
      story,
    }: { id: string; edit: Sources; said: string[]; told: Set<string>; isFirst: boolean; story: () => string },
  ): Promise<boolean> {
    const expected = await fresh.probe();
    const expectedHeld = await (await fresh.begin())();
    const untouched = await loaded.probe();
    const heldBefore = await (await loaded.begin())();
    const end = await loaded.begin();
    const patched = await live.patch(id, edit).catch((error: Error) => assert.fail(`${error.message}\n${story()}`));
    if (patched.outcome !== 'loaded') {
      const differs = differences(expected, untouched);
      assert.ok(
        patched.outcome === 'refused' || said.length > 0 || differs.length === 0,
        `nothing to do, it says\n${story()}`,
      );
      if (patched.outcome === 'refused') this.counts.refused += 1;
      return false;
    }
    said.push(...patched.said);
    if (patched.said.length > 0) this.counts.told += 1;
    const found = await loaded.probe().then(
      async (answers) => ({ ...answers, ...(await end()) }),
      (error: Error) => assert.fail(`${String(error.stack)}\n${story()}`),
    );
    const unlike = differences(plainAnswers({ ...expected, ...expectedHeld }), found);
    if (patched.said.length > 0) for (const name of unlike) told.add(itemOf(name));
    const untold = unlike.filter((name) => !told.has(itemOf(name)));
    if (untold.length > 0) {
      const [name = ''] = untold;
      assert.fail(
        `${name} gives ${found[name]} and not ${expected[name] ?? expectedHeld[name]}; the plan said nothing\n${story()}`,
      );
    }
    const anew = [...Object.values(expected), ...Object.values(expectedHeld)].flatMap(leaves);
    if (isFirst && said.length === 0)
      for (const [name, answer] of Object.entries(found)) {
        // What had begun calls what is new, and an instance of what is no class any more has no counterpart.
        const known = new Set([...leaves(heldBefore[name]), ...anew]);
        if (name.endsWith('~') && !(name in expectedHeld)) continue;
        const strange = name in heldBefore && isMixed(name) ? leaves(answer).filter((leaf) => !known.has(leaf)) : [];
        // An instance computes with the state that it has.
        const wrong = name.endsWith('~') ? strange.filter((leaf) => leaf.startsWith('"')) : strange;
        assert.deepEqual(
          wrong,
          [],
          `${name} gives ${answer}, before ${heldBefore[name]}, anew ${expectedHeld[name]}\n${story()}`,
        );
      }
    this.counts[unlike.length > 0 ? 'warned' : 'same'] += 1;
    return true;
  }

  async #takeBack(
    live: LiveProgram,
    loaded: Loaded,
    {
      inForce,
      order,
      said,
      story,
    }: { inForce: readonly string[]; order: readonly number[]; said: string[]; story: () => string },
  ): Promise<void> {
    const left = [...inForce];
    for (const at of order) {
      if (left.length < 2) break;
      const id = left[at % left.length] ?? '';
      const isOnTop = id === left.at(-1);
      const back = await live.rollback(id).catch((error: Error) => assert.fail(`${error.message}\n${story()}`));
      if (back.outcome === 'refused') {
        assert.ok(!isOnTop, `the last one cannot go: ${back.said.join()}\n${story()}`);
        this.counts.inTheWay += 1;
        continue;
      }
      said.push(...back.said);
      left.splice(left.indexOf(id), 1);
      if (!isOnTop) this.counts.backOutOfOrder += 1;
      const fresh = await this.#plain(live.running);
      const [expected, found] = [await fresh?.probe(), await loaded.probe()];
      const [name = ''] = said.length > 0 || !expected ? [] : differences(expected, found);
      assert.equal(name, '', `without ${id} ${name} gives ${found[name]} and not ${expected?.[name]}\n${story()}`);
    }
    for (const id of left.reverse()) {
      const back = await live.rollback(id).catch((error: Error) => assert.fail(`${error.message}\n${story()}`));
      assert.equal(back.outcome, 'loaded', `${id} cannot go: ${back.said.join()}\n${story()}`);
    }
  }
}

/** What an answer is about, asked anew or held on to. */
function itemOf(name: string): string {
  return name.replace(/ held.?$/, '');
}

/** Whether an answer is partly that of the former program: each value in it is of one or the other. */
function isMixed(name: string): boolean {
  return name.endsWith('…') || name.endsWith('~');
}

function plainAnswers(answers: Answers): Answers {
  return Object.fromEntries(Object.entries(answers).filter(([name]) => !isMixed(name)));
}

function leaves(answer = ''): string[] {
  return answer.match(/"(?:[^"\\]|\\.)*"|[^\s,[\]{}:]+/g) ?? [];
}

function shown(sources: Sources, more: readonly string[] = []): string {
  return [...[...sources].map(([name, source]) => `// ${name}\n${source}`), ...more].join('\n');
}

/** The lines that an edit takes away and adds. */
function shownEdit(id: string, running: Sources, edit: Sources): string {
  const lines = [...edit].flatMap(([name, source]) => {
    const [before, after] = [(running.get(name) ?? '').split('\n'), source.split('\n')];
    return [
      `// ${id}, ${name}`,
      ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
      ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
    ];
  });
  return lines.join('\n');
}
