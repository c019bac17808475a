import { git } from '../git/run.ts';
import { maxTemplateCharacters } from '../limits.ts';
import type { Asked, ForgeKind } from './forge.ts';

/** Where the forges look for the text that a repository asks for; they fill it in on their pages only. */
const places: Readonly<Record<ForgeKind, readonly string[]>> = {
  github: ['.github/pull_request_template.md', 'pull_request_template.md', 'docs/pull_request_template.md'],
  gitlab: ['.gitlab/merge_request_templates/default.md'],
  gitea: ['.forgejo', '.gitea', '.github', 'docs', ''].map((folder) =>
    folder === '' ? 'pull_request_template.md' : `${folder}/pull_request_template.md`,
  ),
};

/** Reads the template of the base branch; undefined when it has none. */
export async function templateOf(kind: ForgeKind, { repository, seen, base }: Asked): Promise<string | undefined> {
  const tip = seen.heads.get(base);
  if (tip === undefined) return undefined;
  const list = ['ls-tree', '-z', '--name-only', tip];
  const folders = places[kind].map((path) => path.slice(0, path.lastIndexOf('/') + 1)).filter(Boolean);
  const listed = [await git(repository, list), await git(repository, [...list, '--', ...folders])];
  // The forges do not care about the case of these names.
  const files = listed.flatMap(({ stdout }) => stdout.toString('utf8').split('\0'));
  for (const place of places[kind]) {
    const path = files.find((file) => file.toLowerCase() === place);
    if (path === undefined) continue;
    const { code, stdout } = await git(repository, ['cat-file', 'blob', `${tip}:${path}`]);
    const text = stdout.toString('utf8').trim();
    if (code === 0 && text !== '') return text.slice(0, maxTemplateCharacters);
  }
  return undefined;
}
