import { edits } from './edits.ts';
import { upgrades } from './upgrades.ts';

const parts: Readonly<Record<string, (wanted: readonly string[]) => Promise<boolean>>> = { upgrades, edits };
const [name = '', ...wanted] = process.argv.slice(2);
const part = parts[name];
if (!part) {
  console.error(`Error: the oracle has no part ${name}\nHint: the parts are ${Object.keys(parts).join(', ')}.`);
  process.exitCode = 2;
} else process.exitCode = (await part(wanted)) ? 0 : 1;
