import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('../', import.meta.url));

/** The licences of the packages of which something is in a bundle, as one text; built from the workspace. */
export function licencesOf({ outputs }) {
  const folders = new Set(
    Object.values(outputs)
      .flatMap(({ inputs }) => Object.entries(inputs))
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0])
      .filter((folder) => folder !== undefined),
  );
  const licences = new Set(
    [...folders].map((folder) => {
      const manifest = JSON.parse(readFileSync(join(workspace, folder, 'package.json'), 'utf8'));
      const { name, version, license, homepage, author } = manifest;
      const file = readdirSync(join(workspace, folder)).find((each) => /^licen[cs]e/i.test(each));
      // One that brings no text of its licence is named with its author and its home.
      const text =
        file === undefined
          ? [author?.name ?? author, homepage].filter(Boolean).join('\n')
          : readFileSync(join(workspace, folder, file), 'utf8').trim();
      return `${name} ${version} (${license})\n\n${text}`;
    }),
  );
  return `${[...licences].sort().join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
