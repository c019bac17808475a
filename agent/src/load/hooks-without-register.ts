import module from 'node:module';
import { extname } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { mentionsModuleSyntax, wrapCompile } from './compile.ts';
import type { HooksData } from './hooks-thread.ts';
import type { Transform } from './transform.ts';

/**
 * Makes every module patchable on Node 20, which has no `module.registerHooks`: CommonJS in `_compile`, ES modules in
 * the thread of `module.register`. That thread takes 40 ms and 12 MB, so it is started for the first module that could need it.
 */
export function installHooksWithoutRegister(
  transform: Transform,
  given: Omit<HooksData, 'port'>,
  typeModule: boolean,
  handOver: (port: MessagePort) => void,
): void {
  const state = { started: false };
  const startThread = (): void => {
    if (state.started) return;
    state.started = true;
    const { port1, port2 } = new MessageChannel();
    handOver(port1);
    const data: HooksData = { ...given, port: port2 };
    module.register('./hooks-thread.js', { parentURL: import.meta.url, data, transferList: [port2] });
  };
  if (mayStartAsModule(process.argv[1], typeModule)) startThread();
  wrapCompile(transform, (content) => {
    if (!state.started && mentionsModuleSyntax(content)) startThread();
  });
}

function mayStartAsModule(entry: string | undefined, typeModule: boolean): boolean {
  const options = `${process.execArgv.join(' ')} ${process.env['NODE_OPTIONS'] ?? ''}`;
  if (entry === undefined || /--(import|loader|experimental-)/.test(options)) return true;
  const extension = extname(entry);
  if (extension === '.cjs') return false;
  return extension === '.js' ? typeModule : true;
}
