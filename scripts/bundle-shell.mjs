// Makes some files of the shell and of what it uses: ink alone loads four hundred modules to take one function of them.
// What is loaded later stays apart, so that a plain command loads no screen; what runs in another process stays a file.
// It is what is published; `main.ts` leaves it aside when the compiler has written anything since.
import { rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licencesOf } from './licences.mjs';

const workspace = fileURLToPath(new URL('../', import.meta.url));
const compiled = join(workspace, 'shell/dist');
const outdir = join(compiled, 'bundled');

/** A file that asks where it is means the compiled one. */
const places = {
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /shell[/\\]dist[/\\].*\.js$/ }, async ({ path }) => {
      const contents = await readFile(path, 'utf8');
      const place = `new URL('../${relative(compiled, path).replaceAll(sep, '/')}',import.meta.url).href`;
      return { contents: contents.replaceAll(/\bimport\.meta\.url\b/g, place), loader: 'js' };
    });
  },
};

rmSync(outdir, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: workspace,
  entryPoints: [join(compiled, 'start.js')],
  outdir,
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  // Stacks keep the names.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  // What CommonJS packages require of Node.
  banner: { js: "import{createRequire as requireOf}from'node:module';const require=requireOf(import.meta.url);" },
  external: ['@suture/agent', 'react-devtools-core', 'bufferutil', 'utf-8-validate'],
  plugins: [places],
  metafile: true,
  logLevel: 'error',
});

writeFileSync(join(outdir, 'LICENSES.txt'), licencesOf(metafile));

// It runs all the same, and each plain command pays for it: the screen is loaded later.
const outputs = new Map(Object.entries(metafile.outputs));
const atStart = new Set([...outputs.keys()].filter((path) => path.endsWith('/start.js')));
for (const path of atStart)
  for (const { kind, path: loaded } of outputs.get(path)?.imports ?? [])
    if (kind === 'import-statement' && outputs.has(loaded)) atStart.add(loaded);
for (const path of atStart) {
  const stray = Object.keys(outputs.get(path).inputs).filter((input) => /node_modules\/(ink|react)\//.test(input));
  if (stray.length > 0) console.error(`${path} loads ${stray.join(', ')} at each start`);
}
