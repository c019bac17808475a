import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readCards } from '../../../shell/dist/connect/cards.js';
import { places } from '../patient/places.ts';
import { until } from '../patient/until.ts';
import type { Seat } from './seat.ts';

/** A real service with the agent in it, which prints the port that it listens on. */
export class Service {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** Starts a file of a folder, and waits until commands find the process. */
  static async start(seat: Seat, folder: string, file: string): Promise<Service> {
    const child = spawn(process.execPath, ['-r', places.agent, file], {
      cwd: folder,
      env: { ...seat.env, SUTURE_STATE_DIR: join(seat.home, 'agent-state') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    assert.ok(child.stdout);
    const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
    await until('its card', async () => (await readCards(seat.runFolder)).length > 0);
    return new Service(child, Number(port));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Asks for a path; gives status and text of the answer. */
  ask(path: string): Promise<[number | undefined, string]> {
    return new Promise((resolve, reject) => {
      get({ port: this.port, host: '127.0.0.1', path }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve([response.statusCode, text]));
      }).on('error', reject);
    });
  }

  /** Ends the process at once; it may have ended before. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}
