import type { PatchOrigin } from '@suture/protocol/patch.js';
import { maxSubjectCharacters } from '../limits.ts';
import { redact } from '../redact.ts';

/** The trailer that ties a commit to its patch. */
export const idTrailer = 'Suture-Id';

/** Where a patch was carried to, and how. */
export interface Carried {
  /** The commit that ran. */
  readonly ran: string;
  readonly base: string;
  readonly conflicts: readonly string[];
}

/** Message of the commit of a patch; the same origin gives the same bytes. */
export function commitMessage(
  id: string,
  origin: PatchOrigin,
  more: { signOff: string | undefined; carried?: Carried },
): string {
  const why = redact(origin.why).replaceAll('\r\n', '\n').trim();
  const subject = subjectOf(why);
  // A reason that fits into the subject is not said twice.
  const body = why === subject ? [] : [why];
  const trailers = [
    `${idTrailer}: ${id}`,
    `Suture-Deployed: ${origin.revision}`,
    // Whoever has the commit can tell whether the journal of the process still holds what it held then.
    ...(origin.audit !== undefined && /^[0-9a-f]{32}$/.test(origin.audit) ? [`Suture-Audit: ${origin.audit}`] : []),
    ...(more.carried ? [`Suture-Ran: ${more.carried.ran}`] : []),
    ...(more.signOff === undefined ? [] : [`Signed-off-by: ${more.signOff}`]),
  ];
  return `${[subject, ...body, note(more.carried), trailers.join('\n')].join('\n\n')}\n`;
}

function note(carried: Carried | undefined): string {
  if (!carried) return 'Loaded into a running process by Suture. This commit is exactly what ran.';
  const { ran, base, conflicts } = carried;
  const what = `Loaded into a running process by Suture as ${ran.slice(0, 12)}, and carried over to ${base}.`;
  if (conflicts.length === 0) return what;
  return `${what}\nIt contradicts ${base}; the marks of the conflict are in:\n${conflicts.map((path) => `  ${path}`).join('\n')}`;
}

/** The first line of a reason, cut at a word where it is too long. */
export function subjectOf(why: string): string {
  const line = redact(why).trim().split(/\r?\n/, 1)[0]?.replaceAll(/\s+/g, ' ').trim() ?? '';
  if (line === '') return 'Patch of a running process';
  const characters = Array.from(line);
  if (characters.length <= maxSubjectCharacters) return line;
  const cut = characters.slice(0, maxSubjectCharacters - 1).join('');
  const space = cut.lastIndexOf(' ');
  return `${space > maxSubjectCharacters / 2 ? cut.slice(0, space) : cut}…`;
}
