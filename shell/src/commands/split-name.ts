import { Failure } from '../failure.ts';

/** Splits `src/pricing.ts:quote`; a Windows drive and a URL have a colon of their own. */
export function splitName(name: string, what: string): { module: string; member: string } {
  const at = name.lastIndexOf(':');
  const [module, member] = [name.slice(0, at), name.slice(at + 1)];
  if (at > 0 && member !== '' && !/[/\\]/.test(member)) return { module, member };
  throw new Failure('usage', `${name} does not name a module and something in it.`, {
    hint: `Write MODULE:${what}, with the module as \`suture modules\` prints it.`,
    exit: 'usage',
  });
}
