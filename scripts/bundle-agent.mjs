// Makes one file of each part of the agent that is loaded at a start: forty small files take four times as long. It is
// what is published; `register.cts` leaves it aside when the compiler has written anything since.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { fingerprint } from '../agent/dist/load/fingerprint.js';

const compiled = fileURLToPath(new URL('../agent/dist/', import.meta.url));

/** What is loaded later is loaded as it was compiled. */
const later = {
  name: 'later',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\// }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path: `../serve/${path}`, external: true } : undefined,
    );
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
  entryPoints: [
    'preload.js',
    'preload-worker.js',
    'bridge/end.js',
    'journal/recall-at-start.js',
    'serve/thread.js',
    'load/instrument.js',
  ].map((part) => `${compiled}${part}`),
  outdir: `${compiled}bundled`,
  entryNames: '[name]',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  external: ['acorn', 'valibot', 'ws'],
  minifyWhitespace: true,
  minifySyntax: true,
  // `places.ts` is the one file that asks where it is. A directive counts only in front of everything.
  define: { 'import.meta.url': 'placesUrl' },
  banner: {
    js: "'use strict';const placesUrl=require('node:url').pathToFileURL(__dirname+'/../places.js').href;",
  },
  plugins: [later, answered],
  metafile: true,
  logLevel: 'error',
});

// It runs all the same, and each start pays for it: schemas belong in other files than what the start needs.
for (const [output, { imports }] of Object.entries(metafile.outputs)) {
  const paths = imports.filter(({ external, path }) => external && !path.startsWith('node:')).map(({ path }) => path);
  const stray = paths.filter((path) => path !== 'acorn' && !path.startsWith('../'));
  if (stray.length > 0) console.error(`${output} loads ${stray.join(', ')} at each start`);
}
