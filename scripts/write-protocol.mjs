// Writes docs/PROTOCOL.md from the tables of @suture/protocol, so that it cannot say anything else than they do.
import { writeFileSync } from 'node:fs';
import { events } from '../protocol/dist/events.js';
import { failures } from '../protocol/dist/failures.js';
import { requests } from '../protocol/dist/requests.js';

const indent = (text) => text.replaceAll('\n', '\n  ');

/** Sets a schema as the TypeScript that one would write for it. */
const shape = (schema) => {
  switch (schema.type) {
    case 'object':
    case 'loose_object':
    case 'strict_object': {
      const fields = Object.entries(schema.entries).map(
        ([name, field]) => `${name}${field.type === 'optional' ? '?' : ''}: ${indent(shape(field))}`,
      );
      return fields.length === 0 ? '{}' : `{\n  ${fields.join('\n  ')}\n}`;
    }
    case 'array':
      return `${shape(schema.item)}[]`;
    case 'tuple':
      return `[${schema.items.map(shape).join(', ')}]`;
    case 'record':
      return `Record<${shape(schema.key)}, ${shape(schema.value)}>`;
    case 'optional':
      return shape(schema.wrapped);
    case 'nullable':
      return `${shape(schema.wrapped)} | null`;
    case 'union':
    case 'variant':
      return schema.options.map(shape).join(' | ');
    case 'picklist':
      return schema.options.map((option) => `'${option}'`).join(' | ');
    case 'literal':
      return JSON.stringify(schema.literal);
    case 'lazy':
      return 'the same, nested';
    default:
      return schema.type;
  }
};

const block = (text) => `\n${text.replaceAll(/^/gm, '    ')}\n`;
const lines = ['# Protocol', '', 'Written by `scripts/write-protocol.mjs` from the tables of `@suture/protocol`.', ''];
lines.push(
  'Text frames of JSON over a WebSocket. A request is `{id, method, params}`; each has exactly one answer, `{id, result}`',
  'or `{id, error: {code, message}}`. An event is `{event, data}`. Both sides check what they receive; fields are added and',
  'never given another meaning.',
  '',
  '## Requests',
  '',
);
for (const [method, { does, role, params, result }] of Object.entries(requests))
  lines.push(
    `### ${method}`,
    '',
    `${does} For: ${role}.`,
    block(`params ${shape(params)}`),
    block(`result ${shape(result)}`),
  );
lines.push('## Events', '');
for (const [event, schema] of Object.entries(events)) lines.push(`### ${event}`, block(shape(schema)));
lines.push('## Failures', '', '| code | what happened | what helps |', '| --- | --- | --- |');
for (const [code, { sentence, hint }] of Object.entries(failures))
  lines.push(`| \`${code}\` | ${sentence} | ${hint} |`);
const text = `${lines.join('\n').replaceAll(/\n{3,}/g, '\n\n')}\n`;
const path = new URL('../docs/PROTOCOL.md', import.meta.url);
writeFileSync(path, text);
