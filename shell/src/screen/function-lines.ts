import type { Channel } from '../connect/channel.ts';
import { Failure } from '../failure.ts';
import { count } from '../print/figures.ts';
import { sanitize, sanitizeLine } from '../print/sanitize.ts';
import { mapFrames } from '../source/map-frames.ts';
import { type Printed, say } from './theme.ts';

/** What is known of a function, in the module that one is inside of or in the one that is named before the colon; and the text that runs. */
export async function functionLines(
  channel: Channel,
  asked: { readonly name: string; readonly withSource: boolean },
  scope: string | undefined,
): Promise<Printed[]> {
  const colon = asked.name.lastIndexOf(':');
  const module = colon < 0 ? scope : asked.name.slice(0, colon);
  if (module === undefined) {
    throw new Failure('usage', 'Functions are asked for in a module.', {
      hint: 'Go inside with :scope MODULE, or write MODULE:FUNCTION?.',
      exit: 'usage',
    });
  }
  const facts = await channel.call('function', { module, function: asked.name.slice(colon + 1) });
  const { url, path, line, source, patch, watches } = facts;
  const at = { url, path, line, column: 1 };
  const [place = at] = await mapFrames(channel, [at]);
  const head: Printed = [
    { text: sanitizeLine(facts.function), tone: 'prompt' },
    { text: `  ${sanitizeLine(place.path)}:${place.line}  ` },
    patch === null ? { text: 'as loaded' } : { text: `(patch ${patch})`, tone: 'patch' },
    { text: watches === 0 ? '' : `  under ${count(watches, 'watch', 'watches')}`, tone: 'warning' },
  ];
  const kind = facts.kind === undefined || facts.kind === 'plain' ? [] : [say(`      ${facts.kind}`, 'muted')];
  const why = facts.unpatchable;
  const odd = why === undefined ? [] : [say(`      as it is: ${sanitizeLine(why)}`, 'warning')];
  if (!asked.withSource) return [head, ...kind, ...odd];
  const rows = sanitize(source).split('\n');
  return [head, ...kind, ...odd, ...rows.map((row, index) => say(`${String(line + index).padStart(5)} | ${row}`))];
}
