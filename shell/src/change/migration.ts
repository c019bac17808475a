import { readFile } from 'node:fs/promises';
import { extname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Migration } from '@suture/protocol/migration.js';
import type { ModuleEdit } from '@suture/protocol/plan.js';
import { Failure } from '../failure.ts';

/** The file of a migration as somebody named it, and the module that it is for. */
export interface MigrationFile {
  /** Below the working folder where it is in there. */
  readonly path: string;
  readonly source: string;
  /** A part of the path of a module of the patch; may be left out where there is only one. */
  readonly module?: string | undefined;
}

function refuse(what: string, hint: string, cause?: unknown): Failure {
  return new Failure('bad_migration', what, { hint, exit: 'usage', cause });
}

/** Reads what `--migrate FILE` and `--migrate-in MODULE` name. */
export async function readMigrationFile(
  cwd: string,
  { migrate, migrateIn }: { readonly migrate?: string | undefined; readonly migrateIn?: string | undefined },
): Promise<MigrationFile | undefined> {
  if (migrate === undefined) {
    if (migrateIn === undefined) return undefined;
    throw refuse('--migrate-in says where a migration runs, and there is none.', 'Give its file with --migrate.');
  }
  if (!['.js', '.mjs', '.cjs'].includes(extname(migrate))) {
    throw refuse(
      `A migration is JavaScript, and ${migrate} is not.`,
      'Give a .js, .mjs or .cjs file with `up` and `down`.',
    );
  }
  const path = resolve(cwd, migrate);
  try {
    const source = await readFile(path, 'utf8');
    const below = relative(cwd, path);
    return { path: below.startsWith('..') ? path : below, source, module: migrateIn };
  } catch (error) {
    throw refuse(`The migration cannot be read: ${(error as Error).message}.`, 'Give the path of its file.', error);
  }
}

/** Finds the module of the patch that a migration runs in. */
export function placeMigration({ path, source, module }: MigrationFile, edits: readonly ModuleEdit[]): Migration {
  const shown = (url: string): string => (url.startsWith('file:') ? fileURLToPath(url) : url);
  const fits = edits.filter(({ url }) => module === undefined || shown(url).includes(module));
  const [only, ...others] = fits;
  if (only && others.length === 0) return { url: only.url, path, source };
  const list = (only ? fits : edits).map(({ url }) => shown(url)).join(', ');
  throw refuse(
    only
      ? 'The patch changes more than one module that the migration could run in.'
      : `The patch changes no module ${module ?? ''}.`,
    `Name one with --migrate-in: ${list}.`,
  );
}
