import type { TestContext } from 'node:test';
import { prepareEdit } from '../../../shell/dist/source/prepare.js';
import type { PreparedEdit } from '../../../shell/dist/source/prepared.js';
import { deploy, makeCheckout, type TestCheckout } from './checkout.ts';
import { StubProcess } from './stub-process.ts';

/** A checkout whose only commit is deployed, and the process that runs it. */
export interface Service {
  readonly repo: TestCheckout;
  readonly commit: string;
  readonly target: StubProcess;
}

/** Commits files and deploys them; the process has loaded those that are code, or the ones named. */
export function service(
  t: TestContext,
  files: Readonly<Record<string, string>>,
  modules: readonly string[] = Object.keys(files).filter((file) => /\.[cm]?[jt]s$/.test(file)),
): Service {
  const repo = makeCheckout(t);
  const commit = repo.commit(files);
  return { repo, commit, target: new StubProcess(deploy(t, repo, commit), commit, modules) };
}

/** Prepares the edit of a checkout, or of some files of it, with the check of types. */
export function prepare(checkout: string, target: StubProcess, files: string[] = []): Promise<PreparedEdit> {
  return prepareEdit({ checkout, files, typeCheck: true }, target);
}
