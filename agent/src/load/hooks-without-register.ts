import module from 'node:module';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { compiled } from '../places.ts';
import { wrapCompile } from './compile.ts';
import { hasOtherPreloads, hasLoaders } from './other-preloads.ts';
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
  given: Omit<HooksData, 'table' | 'mapsAreOn' | 'port' | 'turns' | 'turn'>,
  table: () => HooksData['table'],
  handOver: (port: MessagePort) => void,
): void {
  const register = module.register.bind(module);
  const turns = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const registerLast = (): void => {
    const { port1, port2 } = new MessageChannel();
    handOver(port1);
    const turn = Atomics.add(turns, 0, 1) + 1;
    const now = { table: table(), mapsAreOn: process.sourceMapsEnabled };
    const data: HooksData = { ...given, ...now, port: port2, turns, turn };
    // Each turn is a module of its own there, with a place of its own in the chain.
    register(`./load/hooks-thread.js?turn=${turn}`, { parentURL: compiled.href, data, transferList: [port2] });
  };
  wrapCompile(transform);
  wrapRead(transform);
  if (mayBeRegistered()) registerLast();
  Object.assign(module, {
    register(this: unknown, ...args: Parameters<typeof register>): ReturnType<typeof register> {
      const registered = Reflect.apply(register, module, args);
      // Who is registered last is asked first, and sees what everybody else has made of a module.
      registerLast();
      return registered;
    },
  });
  module.syncBuiltinESMExports();
}

/** Whether hooks may be there that nobody is seen to register: those of an option, or of what was preloaded before. */
export function mayBeRegistered(): boolean {
  return hasOtherPreloads() || hasLoaders();
}
