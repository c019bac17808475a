import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';

/** Checks the address of a webhook; fails with what is accepted. */
export function readWebhook(address: string): URL {
  if (URL.canParse(address)) {
    const url = new URL(address);
    if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  }
  throw new Failure('bad_url', `--notify ${JSON.stringify(address)} is no address.`, {
    hint: 'Give an http:// or https:// address that takes a POST of JSON.',
    exit: 'usage',
  });
}

/** Posts a report; gives why that failed, or undefined. Redirects are not followed: the address is the one that was given. */
export async function notify(url: URL, report: unknown): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'suture' },
      body: JSON.stringify(report),
      redirect: 'manual',
      signal: AbortSignal.timeout(limits.webhookMs),
    });
    await response.body?.cancel();
    return response.ok ? undefined : `it answered ${response.status}`;
  } catch (error) {
    const { cause, message } = error as Error;
    return cause instanceof Error ? cause.message : message;
  }
}
