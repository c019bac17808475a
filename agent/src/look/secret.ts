/*
 * What must not leave the process: best effort, and it says so. A name that contains one of these words hides its value;
 * a text that has the shape of a credential is hidden wherever it stands.
 */
const words =
  /pass(word|wd|phrase|code)|pwd|secret|token|credential|authorization|cookie|bearer|jwt|csrf|xsrf|apikey|accesskey|privatekey|signingkey|encryptionkey|connectionstring|sessionid|^auth$|^pin$|^sid$/;
// `maxTokens: 512` and `tokenCount: 3` hold nothing to hide.
const wordsForNumbers = /pass(word|wd|phrase|code)|pwd|secret|^pin$/;

const shapes = new RegExp(
  [
    String.raw`-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)`,
    String.raw`\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*`,
    String.raw`\bgh[pousr]_\w{16,}|\bgithub_pat_\w{16,}|\bglpat-[\w-]{16,}|\bnpm_\w{30,}`,
    String.raw`\b(?:AKIA|ASIA)[0-9A-Z]{12,}|\bAIza[\w-]{30,}`,
    String.raw`\bxox[abeoprs]-[\w-]{8,}`,
    String.raw`\b[rs]k_(?:live|test)_\w{8,}|\bsk-[\w-]{16,}`,
    String.raw`(?<=\bBearer )[\w.~+/=-]{8,}|(?<=\bBasic )[A-Za-z0-9+/=]{12,}`,
    String.raw`(?<=:\/\/[^\s/:@]*:)[^\s/@]+(?=@)`,
  ].join('|'),
  'g',
);

/** What stands where a secret stood. */
export const redacted = '[redacted]';

/** Whether the value under a name is to be hidden. */
export function isSecret(name: string, value: unknown): boolean {
  const type = typeof value;
  if (value === null || type === 'undefined' || type === 'boolean' || type === 'function') return false;
  const plain = name
    .slice(0, 200)
    .toLowerCase()
    .replaceAll(/[-_@$#.\s]/g, '');
  return (type === 'number' || type === 'bigint' ? wordsForNumbers : words).test(plain);
}

/** A text without what has the shape of a credential. */
export function withoutSecrets(text: string): string {
  return text.length < 8 ? text : text.replace(shapes, redacted);
}
