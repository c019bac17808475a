import { type Login, forgeLogins } from './credentials.ts';
import { chooseForge } from './forges/choose.ts';
import type { ForgePlace } from './forges/place.ts';
import { type Remote, findRemote } from './git/remote.ts';
import type { RemoteAddress } from './git/remote-address.ts';
import type { Repository } from './git/repository.ts';

/** Where a record goes: the remote, and the forge that it is on. Found when needed, and then not again. */
export class Route {
  readonly #repository: Repository;
  readonly #fetch: typeof globalThis.fetch;
  #remote: Promise<Remote> | undefined;
  #place: Promise<ForgePlace | undefined> | undefined;

  constructor(repository: Repository, fetch: typeof globalThis.fetch) {
    this.#repository = repository;
    this.#fetch = fetch;
  }

  /** The remote that the branch is pushed to. */
  remote(): Promise<Remote> {
    this.#remote ??= findRemote(this.#repository, (address) => this.#logins(address));
    return this.#remote;
  }

  /** The forge of the remote; undefined on plain git. */
  async place(): Promise<ForgePlace | undefined> {
    return await this.#placeOf((await this.remote()).address);
  }

  #placeOf(address: RemoteAddress): Promise<ForgePlace | undefined> {
    this.#place ??= chooseForge(this.#repository, address, this.#fetch);
    return this.#place;
  }

  async #logins(address: RemoteAddress): Promise<Login[]> {
    const place = await this.#placeOf(address);
    return place ? forgeLogins(place, address, this.#repository.env) : [];
  }
}
