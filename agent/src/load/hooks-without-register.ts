import module from 'node:module';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { compiled } from '../places.ts';
import { wrapCompile } from './compile.ts';
import type { HooksData } from './hooks-thread.ts';
import type { Transform } from './transform.ts';
import { wrapRead } from './wrap-read.ts';

/**
 * Makes every module patchable on Node 20, which has no `module.registerHooks`: CommonJS in `_compile`, ES modules where
 * they are read. Once somebody calls `module.register` they are read in a thread of its own, and are made patchable there:
 * that thread takes 40 ms and 12 MB, so nobody has it who has none already.
 */
export function installHooksWithoutRegister(
  transform: Transform,
  given: Omit<HooksData, 'port'>,
  handOver: (port: MessagePort) => void,
): void {
  const register = module.register.bind(module);
  const state = { started: false };
  const startThread = (): void => {
    if (state.started) return;
    state.started = true;
    const { port1, port2 } = new MessageChannel();
    handOver(port1);
    const data: HooksData = { ...given, port: port2 };
    register('./load/hooks-thread.js', { parentURL: compiled.href, data, transferList: [port2] });
  };
  wrapCompile(transform);
  wrapRead(transform);
  if (mayBeRegistered()) startThread();
  Object.assign(module, {
    register(this: unknown, ...args: Parameters<typeof register>): ReturnType<typeof register> {
      startThread();
      return Reflect.apply(register, module, args);
    },
  });
  module.syncBuiltinESMExports();
}

/** Whether hooks may be there that nobody is seen to register: those of an option, or of what was preloaded before. */
function mayBeRegistered(): boolean {
  const options = `${process.execArgv.join(' ')} ${process.env['NODE_OPTIONS'] ?? ''}`;
  const preloads = options.match(/(?:^|\s)(?:-r|--require|--import)(?=[\s=]|$)/g) ?? [];
  return preloads.length > 1 || /--(?:experimental-)?loader\b/.test(options);
}
