import assert from 'node:assert/strict';
import test from 'node:test';
import { cleanEnv, type Ended, type Files, makeFolder, preload, Running } from './host.ts';

/** A program, and what is done to it while it runs. */
interface Program {
  readonly does: string;
  readonly files: Files;
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly signalOn?: { readonly text: string; readonly signal: NodeJS.Signals };
}

const programs: readonly Program[] = [
  {
    does: 'throws and is not caught',
    files: {
      'a.cjs':
        'function fail(order) {\n  throw new TypeError(`no ${order}`);\n}\nsetTimeout(() => {\n  fail(7);\n}, 5);\n',
    },
    args: ['a.cjs'],
  },
  {
    does: 'throws while an ES module is evaluated',
    files: { 'a.mjs': 'import "./b.mjs";\n', 'b.mjs': 'console.log("before");\nconst none = null;\nnone.size;\n' },
    args: ['a.mjs'],
  },
  {
    does: 'reads its own source as the loader does',
    files: {
      'a.mjs':
        'import { readFile } from "node:fs/promises";\n' +
        'const text = async () => `${await readFile(new URL(import.meta.url))}`;\n' +
        'console.log(await text(), readFile.name, readFile.length, "prepareStackTrace" in Error);\n',
    },
    args: ['a.mjs'],
  },
  {
    does: 'does not find a module',
    files: { 'a.mjs': 'import "./nowhere.mjs";\n' },
    args: ['a.mjs'],
  },
  {
    does: 'has a syntax error',
    files: { 'a.cjs': 'console.log(1);\nconst = 2;\n' },
    args: ['a.cjs'],
  },
  {
    does: 'rejects a promise that nobody handles',
    files: { 'a.cjs': 'async function fail() {\n  await null;\n  throw new Error("late");\n}\nfail();\n' },
    args: ['a.cjs'],
  },
  {
    does: 'exits from a handler with a code',
    files: {
      'a.cjs':
        'process.on("exit", (code) => {\n  console.log("exit", code);\n});\nsetTimeout(() => {\n  process.exit(3);\n}, 5);\n',
    },
    args: ['a.cjs'],
  },
  {
    does: 'sets an exit code and ends by itself',
    files: { 'a.mjs': 'process.exitCode = 4;\nprocess.on("beforeExit", () => console.log("beforeExit"));\n' },
    args: ['a.mjs'],
  },
  {
    does: 'is ended by SIGTERM',
    files: { 'a.cjs': 'console.log("ready");\nsetInterval(() => {}, 1000);\n' },
    args: ['a.cjs'],
    signalOn: { text: 'ready', signal: 'SIGTERM' },
  },
  {
    does: 'handles SIGTERM itself',
    files: {
      'a.cjs':
        'const beat = setInterval(() => {}, 1000);\nprocess.on("SIGTERM", () => {\n  clearInterval(beat);\n  console.log("bye");\n});\nconsole.log("ready");\n',
    },
    args: ['a.cjs'],
    signalOn: { text: 'ready', signal: 'SIGTERM' },
  },
  {
    does: 'reads its standard input to the end',
    files: {
      'a.mjs':
        'let text = "";\nfor await (const part of process.stdin) {\n  text += part;\n}\nconsole.log(text.toUpperCase());\n',
    },
    args: ['a.mjs'],
    stdin: 'one line\n',
  },
  {
    does: 'has worker threads of its own',
    files: {
      'a.mjs':
        'import { Worker } from "node:worker_threads";\nconst worker = new Worker(new URL("./w.mjs", import.meta.url), { workerData: 20 });\nworker.on("message", (m) => {\n  console.log("sum", m);\n});\nworker.on("exit", (c) => console.log("exit", c));\n',
      'w.mjs':
        'import { parentPort, workerData } from "node:worker_threads";\nimport { twice } from "./t.mjs";\nparentPort.postMessage(twice(workerData));\n',
      't.mjs': 'export function twice(n) {\n  return n * 2;\n}\n',
    },
    args: ['a.mjs'],
  },
  {
    does: 'forks a child',
    files: {
      'a.cjs':
        'const { fork } = require("node:child_process");\nconst child = fork(`${__dirname}/b.cjs`, ["x"]);\nchild.on("message", (m) => {\n  console.log("child says", m);\n});\nchild.on("exit", (c) => console.log("child ended", c));\n',
      'b.cjs': 'process.send(process.argv[2] + "!");\nprocess.exitCode = 5;\n',
    },
    args: ['a.cjs'],
  },
  {
    does: 'has ES modules in a cycle',
    files: {
      'a.mjs':
        'import { b } from "./b.mjs";\nexport function a(n) {\n  return n <= 0 ? "end" : b(n - 1);\n}\nconsole.log(a(3));\n',
      'b.mjs':
        'import { a } from "./a.mjs";\nexport function b(n) {\n  return a(n - 1);\n}\nconsole.log("early", a(0));\n',
    },
    args: ['a.mjs'],
  },
  {
    does: 'awaits at its top level and imports JSON, data: and builtins',
    files: {
      'a.mjs':
        'import data from "./d.json" with { type: "json" };\nimport { join } from "node:path";\nconst { x } = await import("data:text/javascript,export const x = 6");\nconsole.log(data.n + x, join("a", "b"), import.meta.url.startsWith("file:"));\n',
      'd.json': '{ "n": 1 }',
    },
    args: ['a.mjs'],
  },
  {
    does: 'requires JSON, itself again, and looks at require.cache',
    files: {
      'a.cjs':
        'const d = require("./d.json");\nrequire("./b.cjs").count++;\ndelete require.cache[require.resolve("./b.cjs")];\nconsole.log(d.n, require("./b.cjs").count, Object.keys(require.cache).length);\nconsole.log(require.main === module, module.parent, __filename.endsWith("a.cjs"));\n',
      'b.cjs': 'exports.count = 0;\n',
      'd.json': '{ "n": 1 }',
    },
    args: ['a.cjs'],
  },
  {
    does: 'requires an ES module that imports CommonJS',
    files: {
      'a.cjs': 'const { twice } = require("./b.mjs");\nconsole.log(twice(4));\n',
      'b.mjs': 'import { n } from "./c.cjs";\nexport function twice(x) {\n  return x * n;\n}\n',
      'c.cjs': 'exports.n = 2;\n',
    },
    args: ['a.cjs'],
  },
  {
    does: 'is an ES module without saying so',
    files: {
      'package.json': '{ "name": "typeless" }',
      'a.js': 'import { n } from "./b.js";\nconsole.log(n);\n',
      'b.js': 'export const n = 1;\n',
    },
    args: ['a.js'],
  },
  {
    does: 'begins with a hashbang and a directive',
    files: { 'a.cjs': '#!/usr/bin/env node\n"use strict";\nconsole.log((function () {\n  return this;\n})());\n' },
    args: ['a.cjs'],
  },
  {
    does: 'is given on the command line',
    files: {},
    args: ['-e', 'console.log([1, 2].map((n) => n * 2))'],
  },
  {
    does: 'maps its errors back to their source',
    files: {
      'a.cjs':
        'try {\n  null.x;\n} catch (e) {\n  console.log(e.stack.split("\\n")[1].includes("orig.ts:2"));\n}\n//# sourceMappingURL=data:application/json;base64,' +
        Buffer.from(
          JSON.stringify({ version: 3, sources: ['orig.ts'], names: [], mappings: 'AAAA;AACA;AACA;AACA;AACA' }),
        ).toString('base64') +
        '\n',
    },
    args: ['--enable-source-maps', 'a.cjs'],
  },
];

for (const program of programs) {
  test(`a program that ${program.does} prints and ends as without the agent`, async (t) => {
    const folder = makeFolder(t, program.files);
    const plain = await run(folder, program, [], {});
    const withAgent = await run(folder, program, ['-r', preload], { SUTURE_RUN_DIR: `${makeFolder(t)}/run` });
    assert.deepEqual(withAgent, plain);
  });
}

async function run(
  folder: string,
  program: Program,
  preloads: readonly string[],
  env: Record<string, string>,
): Promise<Ended> {
  const running = new Running([...preloads, ...program.args], { cwd: folder, env: cleanEnv(env) });
  running.child.stdin?.end(program.stdin ?? '');
  if (program.signalOn) {
    await running.printed('stdout', program.signalOn.text);
    running.child.kill(program.signalOn.signal);
  }
  const ended = await running.ended();
  return { ...ended, stderr: settled(ended.stderr) };
}

// What is Node's own and differs: process ids, and on Node 20 the internals that a loader thread and `_compile` bring in.
function settled(stderr: string): string {
  return stderr
    .replaceAll(/\(node:\d+\)/g, '(node:PID)')
    .replace(/^\n?node:internal\/.*\n.*\n +\^\n\n?/, '')
    .split('\n')
    .filter(
      (line) => !/^ {4}at (?:.*agent\/dist\/(?:load\/compile\.js|bundled\/preload\.cjs)|.*node:internal)/.test(line),
    )
    .join('\n');
}
