import type { PatchOrigin } from '@suture/protocol/patch.js';
import type { ChangeKind } from '@suture/protocol/plan.js';
import { targetOf } from '../connect/named.ts';
import { count } from '../print/figures.ts';
import type { OutboxEntry } from './entry.ts';
import { evidenceText } from './evidence.ts';
import { subjectOf } from './git/message.ts';
import { maxDiffCharacters, maxRequestCharacters } from './limits.ts';
import { redact } from './redact.ts';

/** Title of the request: the first line of the reason. */
export function requestTitle(origin: PatchOrigin): string {
  return subjectOf(origin.why);
}

/** Text of the request: what was wrong, what changed, where it runs, how to take it back. Markdown. */
export function requestBody(about: {
  readonly entry: OutboxEntry;
  readonly commit: string;
  readonly branch: string;
  readonly base: string;
  /** True when the deployed commit is not part of the base. */
  readonly apart: boolean;
  /** Files in which the patch and the base contradict each other. */
  readonly conflicts: readonly string[];
  /** What the repository wants to have in a request. */
  readonly template?: string | undefined;
}): string {
  const { entry } = about;
  const { origin, target } = entry;
  const revision = origin.revision.slice(0, 12);
  const author = quoted(`${origin.author.name} <${origin.author.email}>`);
  const sections = [
    '> This patch was loaded into a running process before it was reviewed. It must be merged, or taken back there.',
    `## What was wrong\n\n${quoted(origin.why.trim())}`,
    `## What changed\n\n${changes(entry)}`,
    sourceDiff(origin),
    migrationText(origin),
    `## Where it runs\n\n${[
      `- Process: ${code(target.name)}, pid ${target.pid}${target.thread === undefined ? '' : `, worker thread ${target.thread}`}`,
      `- Built from: ${code(origin.revision)}`,
      `- Prepared: ${origin.at}, by ${author}`,
      ...(entry.live ? [`- Running since: ${entry.live.at} (${count(entry.live.functions, 'function')})`] : []),
    ].join('\n')}`,
    evidenceText(entry.evidence, { code, fenced }),
    placing(about, revision),
    `## How to roll back\n\n${fenced(`suture rollback ${entry.id} --target ${shellWord(target.thread === undefined ? target.name : targetOf(target))}`, 'sh')}\n\nAfter a merge and a deploy the new build contains the patch, and the process needs it no longer.`,
    about.template,
    `<!-- suture-id: ${entry.id} -->`,
  ];
  const marker = sections.at(-1);
  const text = sections.filter((section) => typeof section === 'string' && section !== '').join('\n\n');
  if (text.length <= maxRequestCharacters) return `${text}\n`;
  return `${text.slice(0, maxRequestCharacters - 200)}\n\n(cut)\n\n${marker}\n`;
}

/** Text of other people made harmless in Markdown: no secret, no mention, no reference, no closing of issues, no HTML. */
export function quoted(text: string): string {
  return redact(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/([@#])(?=[\w[])/g, '$1&#8203;')
    .replaceAll(/\b(GH-)(?=\d)/gi, '$1&#8203;')
    .replaceAll(/\b(https?:\/\/)(?=\S+\/(?:issues|pull|merge_requests|pulls)\/\d)/gi, '$1&#8203;');
}

/** How the request sits on its base, where there is something to say about it. */
function placing(
  about: { commit: string; branch: string; base: string; apart: boolean; conflicts: readonly string[] },
  revision: string,
): string {
  const { commit, branch, base, apart, conflicts } = about;
  const where = `The deployed commit ${code(revision)} is not part of ${code(base)}, so the patch was carried over. What ran is ${code(commit.slice(0, 12))}, on the branch ${code(branch)}.`;
  if (conflicts.length === 0) return apart ? `## Carried over to ${code(base)}\n\n${where}` : '';
  const marks = apart
    ? 'The marks of the conflict are in these files of this request:'
    : `${code(base)} has changed since; these files have to be merged by hand:`;
  const files = conflicts.map((path) => `- ${code(path)}`).join('\n');
  return `## It contradicts ${code(base)}\n\n${[...(apart ? [where] : []), marks, files].join('\n\n')}`;
}

const words: Readonly<Record<ChangeKind, string>> = {
  body: 'new body',
  added: 'added',
  removed: 'removed',
  constant: 'new value',
  rebound: 'made again, because it reads something that changed',
  member: 'new member',
  export: 'export set anew',
};

function changes({ plan, origin }: OutboxEntry): string {
  const modules = plan.modules.map((module) => {
    const lines = module.changes.map(
      (change) =>
        `  - ${code(change.function)}: ${words[change.kind]}, line ${change.line}${change.note ? `. ${quoted(change.note)}` : ''}`,
    );
    const warnings = module.warnings.map(
      (remark) => `  - Note on ${code(remark.function)}, line ${remark.line}: ${quoted(remark.reason)}`,
    );
    return [`- ${code(module.path)}`, ...lines, ...warnings].join('\n');
  });
  const files = origin.files.map(({ path }) => code(path)).join(', ');
  return [...(modules.length > 0 ? ['In the process:', '', ...modules, ''] : []), `In the repository: ${files}`].join(
    '\n',
  );
}

/** Nobody can tell from the code what was done to the state of the process. */
function migrationText({ migration }: PatchOrigin): string {
  if (!migration) return '';
  const ways =
    'Live state was brought over in the turn of the load by `up` of this file; `down` runs with a rollback. It is no part of the commit, and a process that starts with the patch does not run it.';
  return `## Migration\n\n${code(migration.path)}, in ${code(migration.url)}. ${ways}\n\n${fenced(redact(migration.source.trimEnd()), 'js')}`;
}

function sourceDiff(origin: PatchOrigin): string {
  const diff = Buffer.from(origin.diff, 'base64').toString('utf8');
  // The header of git says nothing to a reader that the list of files does not say.
  const lines = diff.split('\n').filter((line) => !/^(diff --git |index [0-9a-f]+\.\.)/.test(line));
  const text = redact(lines.join('\n').trimEnd());
  if (text === '' || text.includes('GIT binary patch')) return '';
  if (text.length <= maxDiffCharacters) return fenced(text, 'diff');
  return `${fenced(text.slice(0, text.lastIndexOf('\n', maxDiffCharacters)), 'diff')}\n\nThe diff goes on in the commit.`;
}

/** Text as it is, in a block of its own. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Text as code: nothing in it is Markdown, a mention or a reference. */
export function code(text: string): string {
  const clean = redact(text).replaceAll(/[\r\n]+/g, ' ');
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${clean} ${fence}` : `${fence}${clean}${fence}`;
}

function shellWord(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
