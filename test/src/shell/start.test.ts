import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { places } from '../patient/places.ts';

/** An installed shell whose two starts tell which of them ran; `compilerAt` and `bundledAt` in seconds since 1970. */
function install(t: TestContext, bundledAt: number | undefined, compilerAt: number | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), 'suture-start-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const write = (file: string, text: string, at = 1): void => {
    writeFileSync(join(folder, file), text);
    utimesSync(join(folder, file), at, at);
  };
  const telling = (which: string): string => `export const start = async () => (console.log('${which}'), 0);\n`;
  mkdirSync(join(folder, 'bundled'));
  copyFileSync(places.shell, join(folder, 'main.js'));
  write('package.json', '{"type":"module"}');
  write('start.js', telling('compiled'));
  if (bundledAt !== undefined) write('bundled/start.js', telling('bundled'), bundledAt);
  if (compilerAt !== undefined) write('.tsbuildinfo', '{}', compilerAt);
  return join(folder, 'main.js');
}

const started = (main: string): string => execFileSync(places.node, [main], { encoding: 'utf8' }).trim();

test('a published shell, which holds no record of the compiler, starts from the bundle', (t) => {
  assert.equal(started(install(t, 2, undefined)), 'bundled');
});

test('a bundle that the compiler has written after is left aside', (t) => {
  assert.equal(started(install(t, 2, 3)), 'compiled');
  assert.equal(started(install(t, 3, 2)), 'bundled');
});

test('without a bundle the compiled files start', (t) => {
  assert.equal(started(install(t, undefined, 3)), 'compiled');
});
