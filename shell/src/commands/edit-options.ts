import type { Command } from 'commander';

/** Where `plan` and `patch` take the edit from. */
export interface EditOptions {
  readonly diff?: string | undefined;
  readonly reviewed?: string | undefined;
  readonly migrate?: string | undefined;
  readonly migrateIn?: string | undefined;
}

/** Adds FILES and `--diff`. */
export function addEditSource(command: Command): Command {
  return command
    .argument('[files...]', 'edited files of the checkout (default: every changed file)')
    .option('--diff <file>', 'take the edit from a unified diff (- for standard input)');
}

/** Adds all that `plan` and `patch` take the edit from. */
export function addEditOptions(command: Command): Command {
  return addEditSource(command)
    .option('--migrate <file>', 'JavaScript with `up` and `down`, which bring live state over and back')
    .option('--migrate-in <module>', 'the module of the edit that it runs in, where there are several')
    .option('--reviewed <id>', 'take the edit from the request of this patch, which people have changed in review');
}
