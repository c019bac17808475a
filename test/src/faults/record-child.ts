// Writes a patch into an outbox and brings its record home, in a process of its own whose disk may fail. Says on stdout what
// was acknowledged, one word a line; a failure that is foreseen is said, too, and anything else ends it with a stack.
import { readFileSync } from 'node:fs';
import { Failure } from '../../../shell/dist/failure.js';
import { land } from '../../../shell/dist/record/land.js';
import { Outbox } from '../../../shell/dist/record/outbox.js';

const { OUTBOX = '', ENTRY = '' } = process.env;
const entry = JSON.parse(readFileSync(ENTRY, 'utf8')) as Parameters<Outbox['prepare']>[0];
const outbox = new Outbox(OUTBOX);
const { id } = entry;

try {
  await outbox.prepare(entry);
  console.log('prepared');
  await outbox.loaded(id, { id, state: 'live', functions: 1, pauseMs: 0.01 });
  console.log('loaded');
  const { record, error } = await land(outbox, id);
  console.log(error ? `waiting ${error.code}` : record.state);
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.log(`refused ${error.code}`);
}
