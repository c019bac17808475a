import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { instrument } from '../../../agent/dist/load/instrument.js';
import { cleanEnv, node, preload } from '../agent/host.ts';
import { classes } from './forms/classes.ts';
import type { Form } from './forms/form.ts';
import { functions } from './forms/functions.ts';
import { modules } from './forms/modules.ts';
import { parameters } from './forms/parameters.ts';
import { sloppy } from './forms/sloppy.ts';
import { texts } from './forms/texts.ts';

const run = promisify(execFile);
const forms: readonly Form[] = [...parameters, ...functions, ...classes, ...sloppy, ...texts, ...modules];
const folder = mkdtempSync(join(tmpdir(), 'suture-forms-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Loads each program after the other and notes what it prints. Not an application module: its name is excluded. */
const printer = `const { format } = require('node:util');
const { pathToFileURL } = require('node:url');
const printed = {};
const log = console.log;
(async () => {
  for (const file of process.argv.slice(2)) {
    const lines = (printed[file] = []);
    console.log = (...values) => { lines.push(format(...values)); };
    try {
      if (file.endsWith('.mjs')) await import(pathToFileURL(__dirname + '/' + file).href);
      else require('./' + file);
    } catch (error) {
      lines.push('threw ' + error.name + ': ' + error.message);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  log(JSON.stringify(printed));
})();
`;

const fileOf = (form: Form): string => `form${forms.indexOf(form)}.${form.format === 'module' ? 'mjs' : 'cjs'}`;
const printed: { plain?: Record<string, string[]>; guarded?: Record<string, string[]> } = {};

async function print(args: readonly string[]): Promise<Record<string, string[]>> {
  const env = cleanEnv({
    SUTURE_RUN_DIR: join(folder, 'run'),
    SUTURE_STATE_DIR: join(folder, 'state'),
    SUTURE_EXCLUDE: 'printer.cjs',
  });
  const all = [...args, 'printer.cjs', ...forms.map(fileOf)];
  const { stdout } = await run(node, all, { cwd: join(folder, 'forms'), env, maxBuffer: 1e8 });
  return JSON.parse(stdout) as Record<string, string[]>;
}

before(async () => {
  mkdirSync(join(folder, 'forms'));
  writeFileSync(join(folder, 'forms/package.json'), '{ "name": "forms" }');
  writeFileSync(join(folder, 'forms/printer.cjs'), printer);
  for (const form of forms) {
    writeFileSync(join(folder, 'forms', fileOf(form)), form.source);
    for (const [name, text] of Object.entries(form.files ?? {})) writeFileSync(join(folder, 'forms', name), text);
  }
  [printed.plain, printed.guarded] = await Promise.all([print([]), print(['-r', preload])]);
});

for (const form of forms)
  test(`prints the same with guards: ${form.name}`, () => {
    const made = instrument(form.source, { url: `file:///${fileOf(form)}`, format: form.format });
    assert.ok(made.ok, made.ok ? '' : made.reason);
    const reasons = made.unpatchable().map(({ reason }) => reason);
    assert.equal(reasons.length, form.left?.length ?? 0, reasons.join('\n'));
    for (const [n, expected] of (form.left ?? []).entries()) assert.match(reasons[n] ?? '', expected);
    assert.deepEqual(printed.guarded?.[fileOf(form)], printed.plain?.[fileOf(form)]);
  });
