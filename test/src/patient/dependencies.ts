import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { places } from './places.ts';
import type { Checkout, Repository } from './repository.ts';

/** Finds the folder of a package as seen from another folder. */
export function packageFolder(name: string, from: string = places.workspace): string {
  const found = join(from, 'node_modules', name);
  if (existsSync(found)) return found;
  if (from === dirname(from)) throw new Error(`${name} is not installed`);
  return packageFolder(name, dirname(from));
}

/** Gives a checkout the packages it needs, as links to the ones that are installed here. */
export async function linkPackages(checkout: string, names: readonly string[], from?: string): Promise<void> {
  for (const name of names) {
    const place = join(checkout, 'node_modules', name);
    await mkdir(dirname(place), { recursive: true });
    await symlink(packageFolder(name, from), place);
  }
}

/** Makes clones of a repository, each with the packages that it needs. */
export function clonesWith(
  repository: Repository,
  packages: readonly string[],
): (name: string, branch?: string) => Promise<Checkout> {
  return async (name, branch) => {
    const checkout = await repository.clone(name, branch);
    await linkPackages(checkout.path, packages);
    return checkout;
  };
}

/** The names of the packages that a package needs to run. */
export async function dependenciesOf(folder: string): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { dependencies?: object };
  return Object.keys(manifest.dependencies ?? {});
}
