import { edits } from './edits/edits.ts';
import { upgrades } from './upgrades.ts';

const parts: Readonly<Record<string, (wanted: readonly string[]) => Promise<boolean>>> = { upgrades, edits };
const [name = '', ...wanted] = process.argv.slice(2);
const part = parts[name];
// Without a name all of them, as `npm run oracle` wants it.
if (name === '') {
  for (const each of Object.values(parts)) if (!(await each([]))) process.exitCode = 1;
} else if (!part) {
  console.error(`Error: the oracle has no part ${name}\nHint: the parts are ${Object.keys(parts).join(', ')}.`);
  process.exitCode = 2;
} else process.exitCode = (await part(wanted)) ? 0 : 1;
