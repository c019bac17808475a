#!/usr/bin/env node
import { statSync } from 'node:fs';

/** When a file of the compiled shell was written, ms since 1970. */
function writtenAt(file: string): number | undefined {
  return statSync(new URL(file, import.meta.url), { throwIfNoEntry: false })?.mtimeMs;
}

// Some files that are bundled load in a third of the time of five hundred. What is published holds no record of the
// compiler; where there is one the bundle counts only while it is the younger: it is never an old shell.
const bundle: string = './bundled/start.js';
const bundledAt = writtenAt(bundle);
const bundled = bundledAt !== undefined && bundledAt >= (writtenAt('.tsbuildinfo') ?? 0);
const { start } = bundled ? ((await import(bundle)) as typeof import('./start.ts')) : await import('./start.ts');

process.exit(await start(process.argv.slice(2)));
