import { execFileSync } from 'node:child_process';
import { places } from './places.ts';

/** Major version of the Node that runs the patients. */
export const nodeMajor: number = Number(
  execFileSync(places.node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).split('.')[0],
);
