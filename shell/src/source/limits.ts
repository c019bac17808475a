/** Every bound of the source half, with its reason. */
export const limits: Readonly<Record<'fetchMs' | 'compileMs' | 'maxProjects' | 'maxCalls' | 'maxOpenFiles', number>> = {
  /** Fetching one commit; somebody waits for the plan. */
  fetchMs: 30_000,
  /** One run of a compiler; large projects take a minute with TypeScript 5. */
  compileMs: 300_000,
  /** Compiler configurations tried for one edit; beyond that the choice is not a matter of trying. */
  maxProjects: 8,
  /** Requests to the process at once; more only wait in its queue. */
  maxCalls: 8,
  /** Files written at once, well below the usual limit of 1,024 open files. */
  maxOpenFiles: 64,
};
