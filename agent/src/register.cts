/*
 * The preload: `node -r @suture/agent app.js`. It runs in every thread that is started with the
 * same options, the thread of `module.register` included; the threads of the application alone are looked after.
 */
type WorkerThreads = typeof import('node:worker_threads');
const { isMainThread, parentPort, getEnvironmentData } = require('node:worker_threads') as WorkerThreads;

type Parts = import('./places.ts', { with: { 'resolution-mode': 'import' }}).Parts;
type Preload = typeof import('./preload.ts', { with: { 'resolution-mode': 'import' }});
type PreloadWorker = typeof import('./preload-worker.ts', { with: { 'resolution-mode': 'import' }});
type WorkerStart = import('./bridge/worker-start.ts', { with: { 'resolution-mode': 'import' }}).WorkerStart;

/**
 * Finds the agent's parts. One bundled file loads four times as fast as forty; what is published holds no record of
 * the compiler, and where there is one the bundle counts only while it is the younger: it is never an old agent.
 */
function findParts(): Parts {
  const { statSync } = require('node:fs') as typeof import('node:fs');
  const writtenAt = (file: string): number | undefined =>
    statSync(`${__dirname}/${file}`, { throwIfNoEntry: false })?.mtimeMs;
  const bundledAt = writtenAt('bundled/preload.cjs');
  if (bundledAt === undefined || bundledAt < (writtenAt('.tsbuildinfo') ?? 0))
    return {
      preload: './preload.js',
      worker: './preload-worker.js',
      end: './bridge/end.js',
      recall: './journal/recall-at-start.js',
      thread: './serve/thread.js',
      attend: './serve/attend.js',
      instrument: './load/instrument.js',
    };
  return {
    preload: './bundled/preload.cjs',
    worker: './bundled/preload-worker.cjs',
    end: './bundled/end.cjs',
    recall: './bundled/recall-at-start.cjs',
    thread: './bundled/thread.cjs',
    attend: './bundled/attend.cjs',
    instrument: './bundled/instrument.cjs',
  };
}

/** An application that looks at `require.cache` finds what it loaded itself. */
function load<Part>(file: string): Part {
  const part = require(file) as Part;
  delete require.cache[require.resolve(file)];
  delete require.cache[__filename];
  return part;
}

// Node's own threads have no port to a parent, and without an agent in the main thread nothing was left for them.
const start = isMainThread || parentPort === null ? undefined : getEnvironmentData('suture');
if ((isMainThread || start !== undefined) && process.env['SUTURE_OFF'] !== '1') {
  try {
    const parts = findParts();
    if (isMainThread) load<Preload>(parts.preload).preload(parts);
    else load<PreloadWorker>(parts.worker).preloadWorker(start as unknown as WorkerStart, parts);
  } catch (error) {
    try {
      const reason = error instanceof Error ? error.message.replaceAll(/\s*\n\s*/g, ' ') : String(error);
      const fs = require('node:fs') as typeof import('node:fs');
      fs.writeSync(2, `suture: the agent could not be loaded and stays off: ${reason}\n`);
    } catch {
      // Nobody reads stderr; the application starts all the same.
    }
  }
}
