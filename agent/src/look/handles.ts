import type { OpenHandles } from '@suture/protocol/inside.js';
import { Server, Socket } from 'node:net';
import { limits } from '../limits.ts';
import { constructorName, isProxy } from './nature.ts';

type Getter = (this: unknown) => unknown;
interface Address {
  readonly address?: string;
  readonly port?: number;
}

const { apply } = Reflect;
const addressOf = Server.prototype.address as Getter;
const getterOf = (name: string): Getter =>
  Object.getOwnPropertyDescriptor(Socket.prototype, name)?.get ?? (() => undefined);
const remoteAddress = getterOf('remoteAddress');
const remotePort = getterOf('remotePort');
const localPort = getterOf('localPort');

/** Runs on the main thread: says what keeps its event loop open. What is unref'd, the agent among it, does not. */
export function openHandles(): OpenHandles {
  const kinds = new Map<string, { count: number; details: string[] }>();
  const note = (kind: string, detail?: string): void => {
    const known = kinds.get(kind) ?? { count: 0, details: [] };
    known.count++;
    if (detail !== undefined && known.details.length < limits.handleDetails) known.details.push(detail);
    kinds.set(kind, known);
  };
  // Not documented, and the only way to the objects; without it the kinds that Node documents are all there is.
  const { _getActiveHandles: list } = process as { _getActiveHandles?: () => object[] };
  const handles = list ? apply(list, process, []) : [];
  for (const handle of handles) {
    if (isProxy(handle)) note('Proxy');
    else note(constructorName(handle) ?? 'object', detailOf(handle));
  }
  const withoutObject =
    /^(Timeout|Immediate|FSReqCallback|FSReqPromise|GetAddrInfoReqWrap|ZlibWrap|.*REQUEST|CloseReq)$/;
  for (const kind of process.getActiveResourcesInfo()) {
    if (!list || withoutObject.test(kind)) note(kind);
  }
  const found = [...kinds].map(([kind, { count, details }]) => ({ kind, count, details }));
  found.sort((a, b) => b.count - a.count);
  return { count: found.reduce((sum, { count }) => sum + count, 0), kinds: found };
}

function detailOf(handle: object): string | undefined {
  try {
    if (handle instanceof Server) {
      const at = apply(addressOf, handle, []) as Address | string | null;
      return typeof at === 'string' ? `listens on ${at}` : `listens on ${at?.address ?? '?'}:${at?.port ?? '?'}`;
    }
    if (!(handle instanceof Socket)) return undefined;
    const read = (get: Getter): string => String(apply(get, handle, []) as string | number | undefined);
    const address = read(remoteAddress);
    return address === 'undefined' ? undefined : `${address}:${read(remotePort)} at port ${read(localPort)}`;
  } catch {
    return undefined;
  }
}
