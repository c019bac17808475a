import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Slot, slots, sourceOf, type Values, World } from './interplay-world.ts';

const runs = Number(process.env['SUTURE_TEST_RUNS'] ?? 60);
const initial = Object.fromEntries(slots.map((slot) => [slot, 0])) as Record<Slot, number>;
const functions = ['f', 'g', 'C.m', 'C.constructor', 'D.m', 'outer'];
const lines = ['const y', "'g", 'const s', 'this.n = '];

interface Live {
  readonly id: string;
  readonly slot: Slot;
  readonly value: number;
  isCanary: boolean;
}

type Step = readonly [
  what: 'patch' | 'counted' | 'canary' | 'promote' | 'rollback' | 'watch' | 'line' | 'unwatch',
  at: number,
];

/** What a call gives of a process that was started with the patches which are for it. */
function expected(patches: readonly Live[], x: string): Readonly<Record<string, string>> {
  const at: Record<Slot, number> = { ...initial };
  for (const { slot, value, isCanary } of patches) if (!isCanary || x === 'new') at[slot] = value;
  const q = at.q ? `q${at.q}` : '-';
  const made = `${x}${x}c${at.c}v${at.v}pm${at.m}${at.e ? `e${at.e}v${at.v}` : ''}r${at.r}${q}`;
  const kept = (n: number): string => `${x}${n}c0v0pm${at.m}r0${q}`;
  return {
    f: `${x}g${at.g}k${at.k}f${at.f}`,
    fresh: made,
    freshD: `${made}d${at.d}`,
    kept: kept(1),
    keptD: `${kept(2)}d0`,
    closure: `${x}yh${at.h}${x}zh${at.h}`,
  };
}

/** Patches of a world in order, and what is done to them. */
class Story {
  readonly world: World = new World(initial);
  readonly patches: Live[] = [];
  #count = 0;

  async take([what, at]: Step): Promise<void> {
    const { world, patches } = this;
    const canaries = new Set(patches.filter(({ isCanary }) => isCanary).map(({ id }) => id));
    const chosen = patches[at % Math.max(1, patches.length)];
    if (what === 'rollback' && chosen) {
      if ((await world.rollback(chosen.id, canaries)) === undefined) patches.splice(patches.indexOf(chosen), 1);
    } else if (what === 'promote' && chosen) {
      chosen.isCanary = false;
      world.promote(chosen.id, at % 2 === 0);
    } else if (what === 'watch') world.watch(functions[at % functions.length] as string);
    else if (what === 'line') world.watchLine(lines[at % lines.length] as string);
    else if (what === 'unwatch') world.unwatch(at % Math.max(1, world.watches.length));
    else if (what === 'patch' || what === 'counted' || what === 'canary') {
      const slot = slots[at % slots.length] as Slot;
      // Nothing tells by its arguments which calls of it are below one that was chosen.
      if (slot === 'q' && what === 'canary') return;
      const value = ++this.#count;
      const values: Record<Slot, number> = { ...this.#values, [slot]: value };
      const id = await world.patch(values, what === 'patch' ? 'plain' : what, canaries);
      if (id !== undefined) patches.push({ id, slot, value, isCanary: what === 'canary' });
    }
  }

  get #values(): Values {
    const values = { ...initial };
    for (const { slot, value } of this.patches) values[slot] = value;
    return values;
  }

  check(): void {
    for (const x of ['old', 'new'])
      for (const [name, value] of Object.entries(expected(this.patches, x)))
        assert.equal(this.world.held[name]?.(x), value, `${name}(${x})`);
  }

  checkWatches(): void {
    this.world.putIn();
    this.check();
    for (const { name, off, hits } of this.world.watches)
      assert.ok(off !== undefined || hits > 0, `nobody saw ${name}`);
  }
}

const step = fc.tuple(
  fc.constantFrom<Step[0]>(
    ...(['patch', 'patch', 'counted', 'canary', 'canary', 'promote', 'rollback', 'rollback', 'rollback'] as const),
    ...(['watch', 'line', 'unwatch'] as const),
  ),
  fc.nat(1_000),
);

test('patches, canaries, watches and line probes come and go in any order, and each call gets what is for it', async () => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
    const story = new Story();
    for (const one of steps) {
      await story.take(one);
      story.check();
      story.checkWatches();
    }
    story.world.putAway();
    for (let newest = story.patches.at(-1); newest; newest = story.patches.at(-1)) {
      await story.take(['rollback', story.patches.length - 1]);
      assert.notEqual(story.patches.at(-1), newest, 'the newest patch always goes out');
      story.check();
    }
    assert.equal(story.world.source, sourceOf(initial));
  });
  await fc.assert(property, { numRuns: runs });
});

test('a patch does not go out from under a canary that would be given to every call by it', async () => {
  const story = new Story();
  await story.take(['patch', slots.indexOf('k')]);
  await story.take(['canary', slots.indexOf('f')]);
  const [first, canary] = story.patches as [Live, Live];
  const said = await story.world.rollback(first.id, new Set([canary.id]));
  assert.match(
    said ?? '',
    new RegExp(`runs for some calls with patch ${canary.id}: promote that one, or roll it back`),
  );
  story.check();
  await story.take(['promote', 2]);
  await story.take(['promote', 1]);
  assert.equal(await story.world.rollback(first.id, new Set()), undefined);
  story.patches.shift();
  story.check();
});
