import type { ModuleEdit } from '@suture/protocol/plan.js';
import { limits } from '../limits.ts';
import { names } from '../load/names.ts';
import { analyse } from '../syntax/analyse.ts';
import { Lines } from '../syntax/lines.ts';
import { parse } from '../syntax/parse.ts';
import type { Analysis } from '../syntax/scope.ts';
import type { ModuleHistory } from './module-history.ts';

/** Reads the source of an edit of a module that runs, or says why nothing can be made of it. */
export function readEdit(
  { version, loaded: { format } }: ModuleHistory,
  edit: ModuleEdit,
): { readonly after: Analysis } | { readonly reason: string; readonly line?: number } {
  if (version !== edit.version)
    return {
      reason: `It was patched since: this edit was made from version ${edit.version}, and ${version} runs.`,
    };
  if (edit.source.length > limits.planCharacters) {
    const most = limits.planCharacters;
    return { reason: `It has more than ${most} characters, which is more than the agent takes apart in a process.` };
  }
  const reserved = edit.source.indexOf(names.holder);
  if (reserved !== -1) {
    const { line } = new Lines(edit.source).at(reserved);
    return {
      reason: `It has \`${names.holder}\` in it, which the agent needs for itself: no function of the module could be patched any more.`,
      line,
    };
  }
  const parsed = parse(edit.source, format);
  if (!parsed.ok) return { reason: `It is not JavaScript: ${parsed.reason}.`, line: parsed.line };
  return { after: analyse(edit.source, parsed.program, format) };
}
