import type { Channel } from '../connect/channel.ts';
import { targetOf } from '../connect/named.ts';
import { limits } from '../limits.ts';
import type { Invocation } from './invocation.ts';

/** Says what a look costs the process, and asks when it is held for long. */
export async function confirmPause(
  { output }: Invocation,
  channel: Channel,
  what: string,
  estimateMs: number,
  yes: boolean,
): Promise<void> {
  const { confirm, requireConsent } = await import('../print/confirm.ts');
  const { milliseconds } = await import('../print/figures.ts');
  const { name } = channel.greeting;
  const cost = `${what} holds ${name} (${targetOf(channel.greeting)}) for about ${milliseconds(estimateMs)}`;
  output.note(`${cost}; nobody is served meanwhile.`);
  if (estimateMs <= limits.pauseAskMs) return;
  requireConsent(output, yes, `A pause of about ${milliseconds(estimateMs)}`);
  await confirm(output, yes, 'Hold it?');
}
