// Makes one file of each part of the agent: forty small files take four times as long at a start, and one is kept open
// until it is needed. It is what is published; `register.cts` leaves it aside when the compiler has written anything since.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { fingerprint } from '../agent/dist/load/fingerprint.js';
import { version } from '../agent/dist/serve/version.js';
import { licencesOf } from './licences.mjs';

const compiled = fileURLToPath(new URL('../agent/dist/', import.meta.url));

/** The one thing that is read of the manifest, which may be gone when it is asked for. */
const manifest = {
  name: 'manifest',
  setup({ onLoad }) {
    onLoad({ filter: /agent[/\\]dist[/\\]serve[/\\]version\.js$/ }, () => ({
      contents: `export const version = ${JSON.stringify(version)};`,
      loader: 'js',
    }));
  },
};

/** What would look at thirty files at each start has looked already. */
const answered = {
  name: 'answered',
  setup({ onLoad }) {
    const contents = `export const fingerprint = () => ${JSON.stringify(fingerprint())};`;
    onLoad({ filter: /load[/\\]fingerprint\.js$/ }, () => ({ contents, loader: 'js' }));
  },
};

const { metafile } = await build({
  absWorkingDir: fileURLToPath(new URL('../', import.meta.url)),
  entryPoints: [
    'preload.js',
    'preload-worker.js',
    'bridge/end.js',
    'journal/recall-at-start.js',
    'serve/thread.js',
    'serve/attend.js',
    'load/instrument.js',
  ].map((part) => `${compiled}${part}`),
  outdir: `${compiled}bundled`,
  entryNames: '[name]',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  external: ['bufferutil', 'utf-8-validate'],
  legalComments: 'none',
  minifyWhitespace: true,
  minifySyntax: true,
  // `places.ts` is the one file that asks where it is. A directive counts only in front of everything.
  define: { 'import.meta.url': 'placesUrl' },
  banner: {
    js: "'use strict';const placesUrl=require('node:url').pathToFileURL(__dirname+'/../places.js').href;",
  },
  plugins: [answered, manifest],
  metafile: true,
  logLevel: 'error',
});

writeFileSync(`${compiled}bundled/LICENSES.txt`, licencesOf(metafile));

// It runs all the same, and each start pays for it: schemas belong in other files than what the start needs.
const atStart = /\/(?:preload|preload-worker|recall-at-start|thread)\.cjs$/;
for (const [output, { inputs }] of Object.entries(metafile.outputs)) {
  const stray = Object.keys(inputs).filter((input) => /node_modules\/(?!@suture\/)/.test(input));
  if (atStart.test(output) && stray.length > 0) console.error(`${output} loads ${stray.join(', ')} at each start`);
}
