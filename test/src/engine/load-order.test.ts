import assert from 'node:assert/strict';
import type { ModuleFormat } from '@suture/protocol/process.js';
import { test } from 'node:test';
import { load, patch } from './bench.ts';

/** What the plan says of an order where the first of two modules loads the second as well. */
async function saidOf(
  stem: string,
  format: ModuleFormat,
  [third, first, second]: readonly [string, string, string],
  [from, to]: readonly [string, string],
): Promise<string> {
  const ending = format === 'module' ? 'mjs' : 'cjs';
  const named = (text: string): string => text.replaceAll(/THIRD|SECOND/g, (one) => `./${stem}-${one}.${ending}`);
  await load(third, format, `${stem}-THIRD`);
  const specimen = await load(named(first), format, `${stem}-FIRST`);
  await load(named(second), format, `${stem}-SECOND`);
  const outcome = await patch([specimen, named(first.replace(from, to))]);
  assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
  const reasons = outcome.plan.modules.flatMap(({ warnings }) => warnings.map(({ reason }) => reason));
  return reasons.join('\n').replaceAll(`${stem}-`, '').replaceAll(`.${ending}`, '');
}

for (const [title, format, modules, edit, said] of [
  [
    'a registry that one fills and the other reads',
    'module',
    [
      'export const registry = new Map()',
      "import { registry } from 'THIRD'\nregistry.set('a', 1)\nexport const f = () => 1",
      "import { registry } from 'THIRD'\nconst all = [...registry.keys()]\nexport const g = () => all",
    ],
    ['import', "import * as later from 'SECOND'\nimport"],
    'SECOND:2 reads `registry` of THIRD before FIRST:3 changes it',
  ],
  [
    'an object of an own make, through a namespace',
    'module',
    [
      'export const hooks = { all: [], add(f) { this.all.push(f) } }',
      "import * as third from 'THIRD'\nthird.hooks.add(1)\nexport const f = () => 1",
      "import * as third from 'THIRD'\nthird.hooks.add(2)\nexport const g = () => 1",
    ],
    ['import', "import * as later from 'SECOND'\nimport"],
    'SECOND:2 changes `hooks` of THIRD before FIRST:3 changes it',
  ],
  [
    'functions that read and fill a list of their module',
    'commonjs',
    [
      'const list = []\nexports.register = (one) => { list.push(one) }\nexports.listed = () => [...list]',
      "const { register } = require('THIRD')\nregister(1)\nexports.f = () => 1",
      "const third = require('THIRD')\nconst all = third.listed()\nexports.g = () => all",
    ],
    ['register(1)', "const later = require('SECOND')\nregister(1)"],
    'SECOND:2 reads `list` of THIRD before FIRST:3 changes it',
  ],
  [
    'what is made where it is exported',
    'commonjs',
    [
      'exports.registry = new Map()',
      "const { registry } = require('THIRD')\nregistry.set('a', 1)\nexports.f = () => 1",
      "const { registry } = require('THIRD')\nconst all = [...registry.keys()]\nexports.g = () => all",
    ],
    ['registry.set', "const later = require('SECOND')\nregistry.set"],
    'SECOND:2 reads `registry` of THIRD before FIRST:3 changes it',
  ],
] as const)
  test(`the plan says who comes first where an edit changes the order of loading: ${title}`, async () => {
    const reasons = await saidOf(`order-${title.replaceAll(/\W+/g, '-')}`, format, modules, edit);
    const whole = new RegExp(
      `^After a restart ${said}: the order of loading changes, and in this process FIRST:3 came`,
      'm',
    );
    assert.match(reasons, whole);
  });

for (const [title, format, modules, edit] of [
  [
    'both read alone',
    'module',
    [
      'export const registry = new Map()',
      "import { registry } from 'THIRD'\nconst n = registry.size\nexport const f = () => n",
      "import { registry } from 'THIRD'\nconst all = [...registry.keys()]\nexport const g = () => all",
    ],
    ['import', "import * as later from 'SECOND'\nimport"],
  ],
  [
    'they touch it when they are called',
    'module',
    [
      'export const registry = new Map()',
      "import { registry } from 'THIRD'\nexport const f = () => registry.set('a', 1)",
      "import { registry } from 'THIRD'\nexport const g = () => [...registry.keys()]",
    ],
    ['import', "import * as later from 'SECOND'\nimport"],
  ],
  [
    'the other is loaded below the statement',
    'commonjs',
    [
      'exports.registry = new Map()',
      "const { registry } = require('THIRD')\nregistry.set('a', 1)\nexports.f = () => 1",
      "const { registry } = require('THIRD')\nconst all = [...registry.keys()]\nexports.g = () => all",
    ],
    ['exports.f', "const later = require('SECOND')\nexports.f"],
  ],
] as const)
  test(`the plan says nothing of an order of loading that makes no difference: ${title}`, async () => {
    const reasons = await saidOf(`calm-order-${title.replaceAll(/\W+/g, '-')}`, format, modules, edit);
    assert.doesNotMatch(reasons, /order of loading/);
  });
