/**
 * Folder of the agent's compiled files, with a trailing slash. Whatever asks where it is asks here: code that was
 * bundled is in another file, and is told the same folder.
 */
export const compiled: URL = new URL('./', import.meta.url);

/** Where the parts are that are loaded by name, relative to {@link compiled}: as they were compiled, or bundled. */
export interface Parts {
  readonly preload: string;
  /** What a worker thread loads at its start. */
  readonly worker: string;
  /** What a thread of the application loads when it is asked something. */
  readonly end: string;
  /** What a thread loads at its start when there are recorded patches. */
  readonly recall: string;
  readonly thread: string;
  /** What the agent's thread loads when somebody attaches. */
  readonly attend: string;
  readonly instrument: string;
}
