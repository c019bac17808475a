import type { Command } from 'commander';
import type { Exit } from '../failure.ts';
import type { Invocation, Run } from './invocation.ts';

/** Defines `suture handles`. */
export function defineHandles(program: Command, run: Run): void {
  program
    .command('handles')
    .description('show what keeps the event loop open: servers, sockets, timers')
    .action(() => run(showHandles));
}

async function showHandles(invocation: Invocation): Promise<Exit> {
  const { output } = invocation;
  const channel = await invocation.open();
  const handles = await channel.call('handles', {});
  const { sanitizeLine } = await import('../print/sanitize.ts');
  output.document(handles);
  if (handles.count === 0) output.text('Nothing keeps the event loop open.');
  for (const { kind, count, details } of handles.kinds) {
    output.text(`${String(count).padStart(6)}  ${sanitizeLine(kind)}`);
    for (const detail of details) output.text(`        ${sanitizeLine(detail)}`);
    if (details.length > 0 && details.length < count) output.text(`        … ${count - details.length} more`);
  }
  return 'done';
}
