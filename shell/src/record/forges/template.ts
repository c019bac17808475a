import { listedAt, textAt } from '../git/at-commit.ts';
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
  const folders = places[kind].map((path) => path.slice(0, path.lastIndexOf('/') + 1)).filter(Boolean);
  const files = await listedAt(repository, tip, folders);
  for (const place of places[kind]) {
    // The forges do not care about the case of these names.
    const path = files.find((file) => file.toLowerCase() === place);
    if (path === undefined) continue;
    const text = (await textAt(repository, tip, path)).trim();
    if (text !== '') return text.slice(0, maxTemplateCharacters);
  }
  return undefined;
}
