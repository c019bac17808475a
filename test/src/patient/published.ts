import { cp } from 'node:fs/promises';
import { dependenciesOf, linkPackages, packageFolder } from './dependencies.ts';
import { type Checkout, Repository } from './repository.ts';
import type { Ward } from './ward.ts';

/** A published package in a repository of its own: its files are the application, its dependencies are installed. */
export class Published {
  readonly repository: Repository;
  readonly #folder: string;

  private constructor(repository: Repository, folder: string) {
    this.repository = repository;
    this.#folder = folder;
  }

  /** Puts the published files of an installed package, and more if given, into a new repository. */
  static async of(ward: Ward, name: string, more: Readonly<Record<string, string>> = {}): Promise<Published> {
    const folder = packageFolder(name);
    const repository = await Repository.create(ward, async (checkout) => {
      await cp(folder, checkout.path, {
        recursive: true,
        filter: (path) => !path.slice(folder.length).includes('node_modules'),
      });
      for (const [path, text] of Object.entries({ '.gitignore': 'node_modules\n', ...more })) {
        await checkout.write(path, text);
      }
    });
    return new Published(repository, folder);
  }

  /** Clones the repository and installs the dependencies. */
  async clone(name: string, branch?: string): Promise<Checkout> {
    const checkout = await this.repository.clone(name, branch);
    await linkPackages(checkout.path, await dependenciesOf(this.#folder), this.#folder);
    return checkout;
  }
}
