import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkout } from './git.ts';
import { same } from './rebase.ts';

/** How a file stands to a change: it has it, it lacks it, or the same lines are different in another way. */
export type Holding = 'contains' | 'lacks' | 'differs';

/** Says whether a content holds the change from `before` to `after`, other changes or not. */
export async function holds(
  content: Buffer | null,
  change: { readonly before: Buffer | null; readonly after: Buffer | null },
  { checkout, folder }: { readonly checkout: Checkout; readonly folder: string },
): Promise<Holding> {
  const { before, after } = change;
  if (same(content, after)) return 'contains';
  if (same(content, before)) return 'lacks';
  if (content === null || before === null || after === null) return 'differs';
  const at = await mkdtemp(join(folder, 'holds-'));
  const [a, b, c] = [join(at, 'content'), join(at, 'before'), join(at, 'after')] as const;
  await Promise.all([writeFile(a, content), writeFile(b, before), writeFile(c, after)]);
  const { code, stdout } = await checkout.run(['merge-file', '-p', '-q', a, b, c]);
  if (code !== 0) return 'differs';
  return stdout.equals(content) ? 'contains' : 'lacks';
}
