// Writes docs/QUICK-REFERENCE.md from the tables of the prompt: the ones that its keys, commands and help are made of.
import { writeFileSync } from 'node:fs';
import { groups } from '../shell/dist/screen/help.js';
import { commands } from '../shell/dist/screen/state/command.js';
import { keyTable } from '../shell/dist/screen/state/keymap.js';

const cell = (text) => text.replaceAll('|', '\\|');
const lines = [
  '# The prompt: quick reference',
  '',
  'Written by `scripts/write-quick-reference.mjs` from the tables that keys, commands and help are made of.',
  '`suture attach orders` opens the prompt. What is no command is evaluated inside the process: side effects are refused, results',
  'are `$1`, `$2` …, the last one is `_`, the last error `_error`. A unique beginning of a command is enough; `:help COMMAND` shows',
  'its options. `?` on an empty line says what can be done now. `quote?` says where a function is, which patch it comes from and',
  'whether it is watched; `quote??` shows the text that runs.',
  '',
];
for (const { group, title } of groups) {
  lines.push(`## ${title}`, '', '| command | does |', '| --- | --- |');
  for (const each of commands.filter((one) => (one.group ?? 'look') === group)) {
    const needs = each.armed ? '; needs `:arm`' : '';
    lines.push(`| \`${cell(each.usage)}\` | ${cell(each.does)}${needs} |`);
  }
  lines.push('');
}
lines.push('## Keys', '', '| key | does |', '| --- | --- |');
for (const { shown, does } of keyTable) if (does !== undefined) lines.push(`| ${cell(shown)} | ${cell(does)} |`);
writeFileSync(new URL('../docs/QUICK-REFERENCE.md', import.meta.url), `${lines.join('\n')}\n`);
