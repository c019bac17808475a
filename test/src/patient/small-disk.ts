import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A file system of some kilobytes; undefined where this user may not make one. */
export function smallDisk(t: TestContext, kilobytes = 512): string | undefined {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'suture-disk-')));
  const mount = ['-t', 'tmpfs', '-o', `size=${kilobytes}k,mode=700`, 'tmpfs', folder];
  try {
    execFileSync('mount', mount, { stdio: 'ignore' });
  } catch {
    t.diagnostic('this user may make no file system: nothing was tested');
    rmSync(folder, { recursive: true });
    return undefined;
  }
  t.after(() => {
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** Takes the last byte of a disk. */
export function fill(disk: string): void {
  try {
    writeFileSync(join(disk, 'filler'), Buffer.alloc(1 << 24));
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
  }
  for (let size = 4096; size > 0; size = Math.floor(size / 2)) {
    try {
      appendFileSync(join(disk, 'filler'), Buffer.alloc(size));
    } catch {
      // Smaller, until nothing fits.
    }
  }
}

/** Gives the room back that `fill` took. */
export function makeRoom(disk: string): void {
  rmSync(join(disk, 'filler'));
}
