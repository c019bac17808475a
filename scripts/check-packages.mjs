// Packs the three packages, installs them from their archives into an empty folder elsewhere and uses them there: what
// is missing from an archive, or only found because of the workspace, shows here and nowhere else.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const workspace = fileURLToPath(new URL('..', import.meta.url));
const packages = ['protocol', 'agent', 'shell'];
const room = mkdtempSync(join(tmpdir(), 'suture-packages-'));
// Nothing of this run may meet the agents and journals of the person who started it.
const env = { ...process.env, SUTURE_RUN_DIR: join(room, 'run'), SUTURE_STATE_DIR: join(room, 'state') };
const run = (cwd, command, ...args) => {
  try {
    return execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')}\n${error.stdout}${error.stderr}`, { cause: error });
  }
};
const expect = (what, holds, seen) => {
  if (!holds) throw new Error(`${what}\n${seen}`);
  console.log(`ok  ${what}`);
};

try {
  for (const folder of packages) {
    const pkgDir = join(workspace, folder);
    const { messages } = await publint({ pkgDir, strict: true });
    const manifest = JSON.parse(readFileSync(join(pkgDir, 'package.json'), 'utf8'));
    expect(
      `${manifest.name}: publint has nothing to say`,
      messages.length === 0,
      messages.map((message) => formatMessage(message, manifest)).join('\n'),
    );
  }

  const archives = packages.map((folder) => {
    const [packed] = JSON.parse(
      run(join(workspace, folder), 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', room),
    );
    const names = packed.files.map(({ path }) => path);
    expect(`${packed.name}: the archive holds its licence`, names.includes('LICENSE'), names.join('\n'));
    const stray = names.filter(
      (name) => /(^|\/)(src|test)\/|\.tsbuildinfo$|\.test\./.test(name) && !name.startsWith('demo/'),
    );
    expect(`${packed.name}: the archive holds no sources and no tests`, stray.length === 0, stray.join('\n'));
    const bundle =
      { '@suture/agent': ['preload.cjs', 'attend.cjs', 'LICENSES.txt'], suture: ['start.js', 'LICENSES.txt'] }[
        packed.name
      ] ?? [];
    const missing = bundle.filter((file) => !names.includes(`dist/bundled/${file}`));
    expect(`${packed.name}: the archive holds its bundle`, missing.length === 0, missing.join('\n'));
    return join(room, packed.filename);
  });

  const home = join(room, 'elsewhere');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{"name":"elsewhere","private":true,"type":"module"}\n');
  run(home, 'npm', 'install', '--no-audit', '--no-fund', '--omit=dev', ...archives);

  const { version } = JSON.parse(readFileSync(join(workspace, 'shell/package.json'), 'utf8'));
  const told = run(home, 'npx', '--no-install', 'suture', '--version');
  expect('npx suture --version tells the version', told.includes(version), told);
  const listed = run(home, 'npx', '--no-install', 'suture', 'ls');
  expect('npx suture ls finds no agent', listed.includes('No live agent'), listed);
  const printed = run(home, process.execPath, '-r', '@suture/agent', '-e', 'console.log(1)');
  expect('a program under the agent prints what it prints', printed === '1', printed);
  const imported = run(
    home,
    process.execPath,
    '--import',
    '@suture/agent',
    '--input-type=module',
    '-e',
    'console.log(2)',
  );
  expect('the agent may be preloaded with --import', imported === '2', imported);

  const metric = "import { livePatches } from '@suture/agent/metrics'; console.log(livePatches().length)";
  const counted = run(home, process.execPath, '-r', '@suture/agent', '--input-type=module', '-e', metric);
  expect('a program reads how many patches it runs with', counted === '0', counted);

  const uses = {
    'use.ts': [
      "import '@suture/agent';",
      "import { protocolVersion } from '@suture/protocol/process.js';",
      "import type { Plan } from '@suture/protocol/plan.js';",
      'export const plan: Plan = { applicable: protocolVersion > 0, modules: [] };',
    ],
    'use.cts': ["import agent = require('@suture/agent');", 'export type Agent = typeof agent;'],
  };
  for (const [name, lines] of Object.entries(uses)) writeFileSync(join(home, name), `${lines.join('\n')}\n`);
  const compiler = join(dirname(fileURLToPath(import.meta.resolve('typescript/package.json'))), 'bin/tsc');
  const options = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--noEmit', '--types', ''];
  run(home, process.execPath, compiler, ...options, ...Object.keys(uses));
  expect('the types of an import and of a require compile', true);
} finally {
  rmSync(room, { recursive: true, force: true });
}
