import { WebSocket } from 'ws';
import { SocketServer } from './socket-server.ts';

/** A wire between a shell and an agent that can be cut, at once or when a certain request has just passed. */
export class CutWire {
  readonly path: string;
  readonly #agent: string;
  readonly #shells: SocketServer;
  #cutAfter: string | undefined;

  constructor(path: string, agent: string) {
    this.path = path;
    this.#agent = agent;
    this.#shells = new SocketServer(path, (shell) => this.#join(shell));
  }

  /** Begins to take connections, for the first time or again. */
  open(): Promise<void> {
    return this.#shells.open();
  }

  /** Ends every connection and takes none. */
  cut(): Promise<void> {
    return this.#shells.close();
  }

  /** Cuts the wire when the next request of this name has reached the agent; its answer is lost. */
  cutAfter(method: string): void {
    this.#cutAfter = method;
  }

  #join(shell: WebSocket): void {
    const agent = new WebSocket(`ws+unix:${this.#agent}:/`, { perMessageDeflate: false });
    const early: string[] = [];
    const pass = (text: string): void => {
      if (agent.readyState !== agent.OPEN) {
        early.push(text);
        return;
      }
      agent.send(text, () => {
        const { method } = JSON.parse(text) as { method: string };
        if (method !== this.#cutAfter) return;
        this.#cutAfter = undefined;
        void this.cut();
      });
    };
    agent.on('open', () => {
      for (const text of early.splice(0)) pass(text);
    });
    shell.on('message', (data: Buffer) => pass(data.toString('utf8')));
    agent.on('message', (data: Buffer) => {
      if (shell.readyState === shell.OPEN) shell.send(data.toString('utf8'));
    });
    shell.on('error', () => shell.terminate());
    agent.on('error', () => shell.terminate());
    shell.on('close', () => agent.close());
    agent.on('close', () => shell.terminate());
  }
}
