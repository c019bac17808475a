import type { PackageExercise } from '../upgrade-exercises.ts';
import { upgradePairs } from '../upgrade-pairs.ts';
import { callsOf, moreExercises } from './exercises.ts';

/** A release of a package that gets random edits. */
export interface EditedPackage extends PackageExercise {
  readonly package: string;
  readonly version: string;
  /** What the package is written in, and what it is made of. */
  readonly kind: string;
}

const upgraded = upgradePairs.map((pair): [string, EditedPackage] => {
  const calls = callsOf[pair.package];
  return [pair.package, { ...pair, version: pair.to, ...(calls !== undefined && { calls }) }];
});
const more = Object.entries(moreExercises).map(([release, exercise]): EditedPackage => {
  const [name = '', version = ''] = release.split('@');
  return { package: name, version, ...exercise };
});

/** The newest release of each package that is upgraded as well, and packages of other kinds. */
export const editedPackages: readonly EditedPackage[] = [...new Map(upgraded).values(), ...more];
