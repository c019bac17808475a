import { createRequire } from 'node:module';

/** Version of the agent, as its manifest has it. A bundle holds it: the manifest may be another one by the time that it is asked for. */
export const version: string = (createRequire(import.meta.url)('../../package.json') as { version: string }).version;
