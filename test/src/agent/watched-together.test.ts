import assert from 'node:assert/strict';
import test from 'node:test';
import { until } from './host.ts';
import { callsOf, evaluatesLines, startEvaluating, usual } from './told-lines.ts';

const files = {
  'app.mjs': `function maker(step) {
  let total = 0;
  return function count(by) {
    total += step * by;
    return total;
  };
}
async function load(id) {
  const first = await id;
  return first;
}
const count = maker(10);
export { count, load };
${evaluatesLines}`,
};

test('a closure is watched as a function and at its lines, with what it closes over, while its calls are followed', async (t) => {
  const { shell, run, running } = await startEvaluating(t, files, 'app.mjs');
  await shell.get('watch', { module: 'app.mjs', function: 'maker > count', ...usual });
  await shell.get('watch', { module: 'app.mjs', function: '4', locals: ['total', 'step', 'by'], ...usual });
  await shell.get('watch', { module: 'app.mjs', function: '10', locals: ['first'], ...usual });
  await shell.get('inflight', { module: 'app.mjs', forMs: 0 });
  run('count(2)');
  run('load(7).then((x) => console.log("loaded", x))');
  run('load(new Promise(() => {})), 1');
  await running.printed('stdout', 'loaded 7');
  await until(
    () => callsOf(shell).length >= 3,
    () => `3 calls, got ${JSON.stringify(shell.events)}`,
  );
  const told = callsOf(shell).map(({ line, args, result, locals = [] }) =>
    line === undefined ? `(${args.join()}) ${result}` : `${line}: ${locals.map(({ text }) => text).join()}`,
  );
  assert.deepEqual(told.toSorted(), ['(2) 20', '10: 7', '4: 0,10,2']);
  const { calls } = await shell.get('inflight', { module: 'app.mjs', forMs: 0 });
  assert.deepEqual(
    calls.map(({ waits }) => `${waits?.line} ${waits?.text}`),
    ['9 id'],
  );
});
