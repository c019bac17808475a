import type { Program } from './program.ts';

/** What the outcome of preparing a program is; nothing that runs has changed yet. */
export type Staged =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'conflict' | 'load_failed'; readonly message: string };

/** What a commit did. */
export interface Committed {
  /** How long the main thread was held. */
  readonly pauseMs: number;
}

/**
 * The engine's half on the main thread: holds the cells and scopes of each module and is the only
 * writer of running code. Its methods may be called from a macrotask of the main thread only.
 */
export class Runtime {
  /** Makes the code of instrumented modules find this runtime, as `globalThis[Symbol.for('suture')]`. */
  install(): void {}

  /** Evaluates the new code and loads new dependencies; everything that can throw happens here. */
  stage(_program: Program): Promise<Staged> {
    return Promise.resolve({ ok: true });
  }

  /** Sets every cell of a staged program in one turn; a conflict leaves all as it was. */
  commit(_id: string): Committed | { readonly conflict: string } {
    return { pauseMs: 0 };
  }

  /** Forgets a staged program. */
  discard(_id: string): void {}

  /**
   * Compiles code in the innermost live scope of a module without running it, so that reading can be
   * checked for side effects afterwards. Throws a SyntaxError of the application's realm.
   */
  scope(_url: string): ((code: string) => unknown) | undefined {
    return undefined;
  }
}
