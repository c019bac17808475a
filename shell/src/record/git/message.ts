import type { PatchOrigin } from '@suture/protocol/patch.js';
import { maxSubjectCharacters } from '../limits.ts';
import { redact } from '../redact.ts';

/** The trailer that ties a commit to its patch. */
export const idTrailer = 'Suture-Id';

/** Message of the commit of a patch; the same origin gives the same bytes. */
export function commitMessage(id: string, origin: PatchOrigin): string {
  const why = redact(origin.why).replaceAll('\r\n', '\n').trim();
  const subject = subjectOf(why);
  // A reason that fits into the subject is not said twice.
  const body = why === subject ? [] : [why];
  const note = 'Loaded into a running process by Suture. This commit is exactly what ran.';
  // Whoever has the commit can tell whether the journal of the process still holds what it held then.
  const audit =
    origin.audit === undefined || !/^[0-9a-f]{32}$/.test(origin.audit) ? [] : [`Suture-Audit: ${origin.audit}`];
  const trailers = [`${idTrailer}: ${id}`, `Suture-Deployed: ${origin.revision}`, ...audit].join('\n');
  return `${[subject, ...body, note, trailers].join('\n\n')}\n`;
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
