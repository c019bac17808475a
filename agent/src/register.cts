/*
 * The preload: `node -r @suture/agent app.js`. It runs in every thread that is started with the
 * same options, the thread of `module.register` included; only the main thread is to be looked after.
 */
const { isMainThread } = require('node:worker_threads') as typeof import('node:worker_threads');

if (isMainThread && process.env['SUTURE_OFF'] !== '1') {
  try {
    const { preload } = require('./preload.js') as typeof import('./preload.ts');
    // An application that looks at `require.cache` finds what it loaded itself.
    delete require.cache[require.resolve('./preload.js')];
    delete require.cache[__filename];
    preload();
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
