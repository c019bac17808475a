import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';

/** How often garbage was collected, and how long that held the thread, the first steps of marking included. */
export interface GcFigures {
  readonly count: number;
  readonly ms: number;
}

/** Counts garbage collections while it is on; they hold the main thread, and no histogram of its delay says that it was them. */
export function gcMeter(): { set(on: boolean): void; read(): GcFigures | null } {
  let figures: GcFigures | undefined;
  const observer = new PerformanceObserver((list) => {
    if (figures === undefined) return;
    let { count, ms } = figures;
    for (const { duration, detail } of list.getEntries() as CollectionEntry[]) {
      if (isCollection(detail)) count += 1;
      ms += duration;
    }
    figures = { count, ms };
  });
  return {
    set(on) {
      observer.disconnect();
      figures = on ? { count: 0, ms: 0 } : undefined;
      if (on) observer.observe({ entryTypes: ['gc'] });
    },
    read: () => figures ?? null,
  };
}

interface CollectionEntry extends PerformanceEntry {
  readonly detail: { readonly kind: number };
}

// Before a collection that was marked step by step V8 tells of the first step, and behind it of callbacks.
function isCollection({ kind }: CollectionEntry['detail']): boolean {
  return kind !== constants.NODE_PERFORMANCE_GC_INCREMENTAL && kind !== constants.NODE_PERFORMANCE_GC_WEAKCB;
}
