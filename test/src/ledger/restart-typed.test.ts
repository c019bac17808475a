import assert from 'node:assert/strict';
import test from 'node:test';
import { nodeMajor } from '../patient/node-version.ts';
import { ids, origin, Shop } from './shop.ts';

const [first] = ids;
const price = 'export function price(n: number): number {\n  return n * 2;\n}\n';
const ask = 'console.log(price(2));\nprocess.stdin.on("data", () => console.log(price(2)));\n';

/** Strips the types of these stories, as tsx and its like make JavaScript of TypeScript. */
const strip = 'const strip = (text) => text.replaceAll(": number", "");\n';

interface Service {
  readonly entry: string;
  readonly files: Readonly<Record<string, string>>;
  readonly price: string;
}

/** The ways in which TypeScript is loaded without a build; what the agent sees of them differs per Node version. */
const services: Readonly<Record<string, Service>> =
  nodeMajor >= 22
    ? {
        'Node itself': { entry: 'app.ts', files: { 'app.ts': `import { price } from "./price.ts";\n${ask}` }, price },
        'a loader of ES modules, as tsx has': {
          entry: 'app.mjs',
          files: {
            'hooks.mjs': `import { readFile } from "node:fs/promises";\n${strip}export async function load(url, context, next) {\n  if (!url.endsWith(".ts")) return next(url, context);\n  const source = strip(await readFile(new URL(url), "utf8"));\n  return { format: "module", source, shortCircuit: true };\n}\n`,
            'app.mjs': `import { register } from "node:module";\nregister("./hooks.mjs", import.meta.url);\nconst { price } = await import("./price.ts");\n${ask}`,
          },
          price,
        },
      }
    : {
        'a loader of CommonJS, as ts-node has': {
          entry: 'app.cjs',
          files: {
            'app.cjs': `const { readFileSync } = require("node:fs");\n${strip}require.extensions[".ts"] = (module, file) => module._compile(strip(readFileSync(file, "utf8")), file);\nconst { price } = require("./price.ts");\n${ask}`,
          },
          price: price.replace('export function', 'exports.price = function'),
        },
      };

for (const [how, service] of Object.entries(services)) {
  test(`a recorded patch of TypeScript, loaded by ${how}, is applied again to the file that it was made for alone`, async (t) => {
    const { entry, price: source } = service;
    const shop = new Shop(t, { files: { ...service.files, 'price.ts': source, 'price.mjs': '' } });
    const open = () => shop.open(entry, 'price.ts');
    const diff = `diff --git a/price.ts b/price.ts\n--- a/price.ts\n+++ b/price.ts\n@@ -1,3 +1,3 @@\n ${source.split('\n')[0]}\n-  return n * 2;\n+  return n * 3;\n }\n`;
    const before = await open();
    await before.load(first, ['price.ts', 'n * 2', 'n * 3'], {
      origin: { ...origin, diff: Buffer.from(diff).toString('base64') },
    });
    await before.record(first);
    await before.kill();

    const after = await open();
    await after.answers(6);
    assert.equal(after.running.stdout, '6\n6\n', 'before the module ran a line');
    assert.equal((await after.patchOf(first))?.reapplied, true);
    await after.kill();

    shop.deploy('price.ts', `${source}// another build\n`);
    const other = await open();
    await other.answers(4);
    assert.match((await other.patchOf(first))?.note ?? '', /lost by the deploy: price\.ts is /);
    await other.kill();

    shop.deploy('price.ts', `// the next release\n${source.replace('n * 2', 'n * 3')}`);
    const released = await open();
    await released.answers(6);
    assert.equal((await released.patchOf(first))?.note, 'upstream: the files on disk hold it');
  });
}
