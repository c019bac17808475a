import { edits } from './edits/edits.ts';
import { upgrades } from './upgrades.ts';

// `scripts/oracle.mjs` runs these beside the other parts.
const parts: Readonly<Record<string, (wanted: readonly string[]) => Promise<boolean>>> = { upgrades, edits };
const [name = '', ...wanted] = process.argv.slice(2);
const part = parts[name];
if (part) process.exitCode = (await part(wanted)) ? 0 : 1;
else {
  console.error(`Error: there is no part ${name}\nHint: the parts are ${Object.keys(parts).join(', ')}.`);
  process.exitCode = 2;
}
