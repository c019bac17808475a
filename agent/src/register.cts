/*
 * The preload: `node -r @suture/agent app.js`. It runs in every thread that is started with the
 * same options, the thread of `module.register` included; only the main thread is to be looked after.
 */
const { isMainThread } = require('node:worker_threads') as typeof import('node:worker_threads');

type Parts = import('./places.ts', { with: { 'resolution-mode': 'import' }}).Parts;

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
    return { preload: './preload.js', thread: './serve/thread.js', instrument: './load/instrument.js' };
  return {
    preload: './bundled/preload.cjs',
    thread: './bundled/thread.cjs',
    instrument: './bundled/instrument.cjs',
  };
}

if (isMainThread && process.env['SUTURE_OFF'] !== '1') {
  try {
    const parts = findParts();
    const { preload } = require(parts.preload) as typeof import('./preload.ts');
    // An application that looks at `require.cache` finds what it loaded itself.
    delete require.cache[require.resolve(parts.preload)];
    delete require.cache[__filename];
    preload(parts);
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
