import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { GitServer } from './git-server.ts';
import type { Workshop } from './workshop.ts';

/** Makes the fork of a person, or finds it: a folder with a bare repository, and its address. */
export type MakeFork = (person: string) => { readonly folder: string; readonly url: string };

/** Forks of the workshop's repository, served beside it. */
export function forksOf(shop: Workshop, git: GitServer): MakeFork {
  return (person) => {
    const folder = join(shop.served, person, 'orders.git');
    if (!existsSync(folder)) shop.git(['clone', '-q', '--bare', shop.bare, folder], shop.folder);
    return { folder, url: `${git.url}/${person}/orders.git` };
  };
}
