const hidden = '[redacted]';

/** Shapes that only secrets have. What stands before the secret is kept, so that one sees what was there. */
const secrets: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden],
  [/\bgh[pousr]_[A-Za-z0-9]{20,}/g, hidden],
  [/\bgithub_pat_[A-Za-z0-9_]{20,}/g, hidden],
  [/\bgl[a-z]{2,6}-[A-Za-z0-9_-]{20,}/g, hidden],
  [/\bnpm_[A-Za-z0-9]{30,}/g, hidden],
  [/\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g, hidden],
  [/\b(sk|rk|pk)[-_](live|test|proj|ant|or)[-_][A-Za-z0-9_-]{16,}/g, hidden],
  [/\b(AKIA|ASIA)[0-9A-Z]{16}\b/g, hidden],
  [/\bAIza[0-9A-Za-z_-]{35}/g, hidden],
  [/\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g, hidden],
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s/:@'"`]*):[^\s/@'"`]+@/gi, `$1:${hidden}@`],
  [/\b(authorization["']?\s*[:=]\s*["']?(?:bearer|basic|token)\s+)[^\s"'`]{6,}/gi, `$1${hidden}`],
  [
    /\b([\w-]*(?:password|passwd|secret|token|api[_-]?key|private[_-]?key)["']?\s*[:=]\s*)(["'`])[^"'`\s]{8,}\2/gi,
    `$1$2${hidden}$2`,
  ],
  [/\b([A-Z0-9_]*(?:PASSWORD|PASSWD|SECRET|TOKEN|API_KEY|PRIVATE_KEY)=)[^\s"'`]{6,}/g, `$1${hidden}`],
];

/** Takes out of a text what has the shape of a secret. */
export function redact(text: string): string {
  return secrets.reduce((clean, [shape, replacement]) => clean.replaceAll(shape, replacement), text);
}
