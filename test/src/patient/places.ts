import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('../../../', import.meta.url));

/** The compiled parts of this workspace that stories start, and the Node that they start them with. */
export const places: {
  readonly workspace: string;
  readonly agent: string;
  readonly shell: string;
  readonly node: string;
} = {
  workspace,
  agent: `${workspace}agent/dist/register.cjs`,
  shell: `${workspace}shell/dist/main.js`,
  node: process.env['SUTURE_TEST_NODE'] ?? process.execPath,
};
