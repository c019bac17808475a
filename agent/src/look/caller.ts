import { compiled } from '../places.ts';

/** Who made a call. */
export interface Caller {
  readonly function: string;
  readonly url: string;
  readonly line: number;
}

const { getOwnPropertyDescriptor } = Object;
const agentFolder = compiled.href;

/**
 * Who called the application's code that called here, so many calls of the application further out. Asked of V8 as call
 * sites: a formatter of the application's own must not run here.
 */
export function callerOf(outwards: number): Caller | undefined {
  // As they are, accessors too. An `Error` that is frozen lets nobody ask, and then the caller is not known.
  const limit = getOwnPropertyDescriptor(Error, 'stackTraceLimit');
  const format = getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  try {
    const sitesAlone = (_error: Error, all: NodeJS.CallSite[]): NodeJS.CallSite[] => all;
    const isAskable = put('stackTraceLimit', settable(8)) && put('prepareStackTrace', settable(sitesAlone));
    if (!isAskable) return undefined;
    const sites = new Error('where').stack as unknown as NodeJS.CallSite[];
    const outside = sites.filter((site) => {
      const file = site.getFileName() ?? '';
      return !file.startsWith(agentFolder) && !file.startsWith(agentFolder.slice('file://'.length));
    });
    const site = outside[outwards];
    if (!site) return undefined;
    return { function: site.getFunctionName() ?? '', url: site.getFileName() ?? '', line: site.getLineNumber() ?? 0 };
  } catch {
    return undefined;
  } finally {
    put('stackTraceLimit', limit);
    put('prepareStackTrace', format);
  }
}

function put(key: 'stackTraceLimit' | 'prepareStackTrace', property: PropertyDescriptor | undefined): boolean {
  return property ? Reflect.defineProperty(Error, key, property) : Reflect.deleteProperty(Error, key);
}

function settable(value: unknown): PropertyDescriptor {
  return { value, writable: true, enumerable: true, configurable: true };
}
