import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How a call to the disk fails: an error, or a write that takes half of what it is given. */
export type FaultKind = 'EIO' | 'ENOSPC' | 'short';

/** One thing that goes wrong. */
export interface Fault {
  readonly kind: FaultKind;
  /** The call that fails, counted from 1 over all processes. */
  readonly at: number;
  /** How many calls fail from there on. */
  readonly for: number;
}

/** A library for `LD_PRELOAD` under which a disk fails on order. */
export class FailingDisk implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'suture-faults-'));
  readonly #library = join(this.#folder, 'shim.so');

  /** Compiles the library; undefined where there is no compiler. */
  static make(): FailingDisk | undefined {
    const disk = new FailingDisk();
    const source = fileURLToPath(new URL('../../fixtures/faults/shim.c', import.meta.url));
    try {
      execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', disk.#library, source, '-ldl'], { stdio: 'ignore' });
      return disk;
    } catch {
      disk[Symbol.dispose]();
      return undefined;
    }
  }

  /** The environment in which calls below a folder are counted, and fail. */
  env(under: string, fault?: Fault): Record<string, string> {
    rmSync(this.#log, { force: true });
    return {
      LD_PRELOAD: this.#library,
      FAULT_UNDER: under,
      FAULT_LOG: this.#log,
      FAULT_AT: String(fault?.at ?? 0),
      FAULT_KIND: fault?.kind ?? 'EIO',
      FAULT_FOR: String(fault?.for ?? 0),
    };
  }

  /** The calls that were counted, one letter each: write, sync, rename, link, mkdir, truncate, unlink. */
  get calls(): string {
    try {
      return readFileSync(this.#log, 'utf8');
    } catch {
      return '';
    }
  }

  get #log(): string {
    return join(this.#folder, 'log');
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Everything that can go wrong with these calls: each fails once, and from each on the disk is gone; writes are cut short, too. */
export function faultsOf(calls: string): Fault[] {
  return Array.from(calls).flatMap((letter, index): Fault[] => {
    const at = index + 1;
    const once: Fault[] = [{ kind: 'EIO', at, for: 1 }];
    const gone: Fault[] = [
      { kind: 'EIO', at, for: 1_000_000 },
      { kind: 'ENOSPC', at, for: 1_000_000 },
    ];
    return [...once, ...gone, ...(letter === 'w' ? [{ kind: 'short', at, for: 1 } as const] : [])];
  });
}

/** Takes every so manieth, so that about as many are left as wanted; another part each time. */
export function someOf<T>(all: readonly T[], wanted: number): T[] {
  const step = Math.max(1, Math.floor(all.length / wanted));
  const first = Math.floor(Math.random() * step);
  return all.filter((_, index) => index % step === first);
}
