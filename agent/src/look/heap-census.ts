import type { HeapCensus, HeapClass } from '@suture/protocol/heap.js';
import type { Inspected } from '../bridge/inspected.ts';
import { limits } from '../limits.ts';
import { readSourceUrl } from '../swap/source-url.ts';
import { type Answer, done, refuse } from '../serve/answer.ts';
import { callIn } from './call-in.ts';
import type { CensusFigures } from './census.ts';
import type { Evaluator } from './evaluate.ts';
import type { Held } from './holding.ts';
import { group } from './object-groups.ts';
import { Inspection, type RemoteValue } from './inspection.ts';
import { InspectorError } from './inspector-error.ts';
import { reach } from './reach.ts';

/** What {@link takeCensus} works with. */
export interface CensusContext {
  readonly evaluator: Evaluator;
  readonly inspected: Inspected;
  readonly displayPath: (url: string) => string;
}

interface Place {
  readonly scriptId: string;
  readonly lineNumber: number;
}

/** What a census of a heap would cost. */
export function censusCost(heapUsedBytes: number): Pick<HeapCensus, 'estimateMs' | 'estimateBytes'> {
  return {
    estimateMs: Math.ceil((heapUsedBytes / 2 ** 20) * limits.censusMsPerMb),
    estimateBytes: Math.ceil(heapUsedBytes * limits.censusBytesPerByte),
  };
}

/** Counts every object by its class. V8 walks the whole heap for it, with the main thread held. */
export async function takeCensus(
  { evaluator, inspected, displayPath }: CensusContext,
  cost: ReturnType<typeof censusCost>,
): Promise<Answer<HeapCensus>> {
  const startedAt = performance.now();
  const counted = await evaluator.atSafePoint(async (held) => {
    try {
      return done(await countIn(held));
    } catch (error) {
      if (!(error instanceof InspectorError)) throw error;
      return refuse('internal', error.message);
    }
  }, false);
  if (!counted.ok) return counted;
  if (!counted.result.ok) return counted.result;
  const pauseMs = performance.now() - startedAt;
  const { figures, places } = counted.result.result;
  const urls = await urlsOfScripts(inspected);
  const classes = figures.classes.map((row, index): HeapClass => {
    const place = places[index];
    const url = place && urls.get(place.scriptId);
    const isFile = url !== undefined && url !== '' && !url.startsWith('node:');
    return {
      ...row,
      path: isFile ? displayPath(readSourceUrl(url).file) : null,
      line: place && isFile ? place.lineNumber + 1 : null,
    };
  });
  const since = figures.since === null ? null : new Date(figures.since).toISOString();
  return done({ ...cost, pauseMs, objects: figures.objects, since, classes });
}

async function countIn({ inspection }: Held): Promise<{ figures: CensusFigures; places: (Place | undefined)[] }> {
  const root = await inspection.evaluate(`${reach}.root`, { timeout: limits.inFrameMs, objectGroup: group });
  const { objects } = (await inspection.post('Runtime.queryObjects', {
    prototypeObjectId: root.result.objectId,
    objectGroup: group,
  })) as { objects: { objectId: string } };
  const counted = await callIn(inspection, reach, 'census', [objects]);
  // The objects themselves are let go of at once: they are as large as the heap.
  await inspection.post('Runtime.releaseObject', { objectId: objects.objectId });
  const { result: parts } = (await inspection.post('Runtime.getProperties', {
    objectId: counted.objectId,
    ownProperties: true,
  })) as { result: { name: string; value?: RemoteValue }[] };
  const byName = new Map(parts.map(({ name, value }) => [name, value]));
  const figures = JSON.parse(String(byName.get('0')?.value)) as CensusFigures;
  const places: (Place | undefined)[] = [];
  for (const index of figures.classes.keys()) {
    const made = byName.get(String(index + 1));
    places.push(made?.type === 'function' ? await placeOf(inspection, made) : undefined);
  }
  return { figures, places };
}

async function placeOf(inspection: Inspection, { objectId }: RemoteValue): Promise<Place | undefined> {
  const { internalProperties = [] } = (await inspection.post('Runtime.getProperties', {
    objectId,
    ownProperties: true,
  })) as { internalProperties?: { name: string; value?: RemoteValue }[] };
  return internalProperties.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value as Place | undefined;
}

// The inspector names scripts by number, and says what they are to whoever enables its debugger.
async function urlsOfScripts(inspected: Inspected): Promise<ReadonlyMap<string, string>> {
  const urls = new Map<string, string>();
  const inspection = new Inspection(inspected);
  try {
    inspection.onEvent('Debugger.scriptParsed', (params) => {
      const { scriptId, url } = params as { scriptId: string; url: string };
      urls.set(scriptId, url);
    });
    await inspection.post('Debugger.enable');
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
  } finally {
    inspection.close();
  }
  return urls;
}
