import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { removeSocket } from '../bridge/thread.ts';
import { limits } from '../limits.ts';

/** Socket of a process, or of one of its worker threads. */
const socketName = /-(\d+)(?:-t\d+)?\.sock$/;

/** Removes the sockets of processes that are gone and could not do so themselves. */
export async function removeStaleSockets(runDir: string, own: string): Promise<void> {
  const sockets = readdirSync(runDir)
    .filter((file) => socketName.test(file))
    .map((file) => join(runDir, file))
    .filter((path) => path !== own)
    .slice(0, limits.staleSockets);
  for (const socket of sockets) {
    if (!isAlive(Number(socketName.exec(socket)?.[1])) && (await isRefused(socket))) removeSocket(socket);
  }
}

/** Tells whether nobody listens on a socket any more; in doubt somebody does. */
export function isRefused(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    const finish = (refused: boolean): void => {
      probe.destroy();
      resolve(refused);
    };
    probe.setTimeout(limits.staleProbeMs, () => finish(false));
    probe.on('connect', () => finish(false));
    probe.on('error', (error: NodeJS.ErrnoException) => finish(error.code === 'ECONNREFUSED'));
  });
}

// A process of another container may share the folder and have a pid that is unknown here: the probe decides.
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
