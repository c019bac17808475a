import { spawn } from 'node:child_process';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { listen } from '../patient/listen.ts';

/** What goes wrong with one request. `lost` does the work and then cuts the connection before the reply. */
export type Fault = 'reset' | 'lost' | 'unavailable';

/** A real git server on loopback: `git http-backend`, with faults. */
export interface GitServer {
  /** `http://127.0.0.1:port`; repositories are below it. */
  readonly url: string;
  readonly host: string;
  /** Authorization headers that came, with what they were for. */
  readonly authorizations: string[];
  /** Lets the next requests of a service fail, in this order. */
  fail(service: 'git-receive-pack' | 'git-upload-pack', ...faults: Fault[]): void;
  /** Lets every request fail, until it is called with undefined. */
  failAll(fault: Fault | undefined): void;
  /** Speaks the first version of git's protocol alone, as old servers do. */
  forgetVersions(): void;
  /** Lets nobody push to a repository, such as `/acme/orders.git`. */
  denyPush(repository: string): void;
  close(): Promise<void>;
}

/** Serves the bare repositories below a folder. */
export async function startGitServer(root: string, login?: { name: string; password: string }): Promise<GitServer> {
  const queued = new Map<string, Fault[]>();
  const authorizations: string[] = [];
  let always: Fault | undefined;
  const readOnly = new Set<string>();
  let versions = true;
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    if (authorization) authorizations.push(`${request.url} ${authorization}`);
    if (login && authorization !== basic(login)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end('Unauthorized\n');
      return;
    }
    const wanted = new URL(request.url ?? '/', 'http://x');
    const writes =
      wanted.pathname.endsWith('/git-receive-pack') || wanted.searchParams.get('service') === 'git-receive-pack';
    if (writes && [...readOnly].some((path) => wanted.pathname.startsWith(path))) {
      response.writeHead(403).end('You may not push to this repository.\n');
      return;
    }
    // The work is the POST; the GET before it only asks what is there.
    const service = /git-(receive|upload)-pack$/.exec(new URL(request.url ?? '/', 'http://x').pathname)?.[0];
    const fault = always ?? (request.method === 'POST' && service ? queued.get(service)?.shift() : undefined);
    if (fault === 'reset') request.socket.destroy();
    else if (fault === 'unavailable') response.writeHead(503).end('Service Unavailable\n');
    else {
      if (!versions) delete request.headers['git-protocol'];
      void answer(root, request, response, fault === 'lost', login?.name);
    }
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    authorizations,
    fail: (service, ...faults) => queued.set(service, [...(queued.get(service) ?? []), ...faults]),
    failAll: (fault) => {
      always = fault;
    },
    forgetVersions: () => {
      versions = false;
    },
    denyPush: (repository) => readOnly.add(repository),
    close: () => closed(server),
  };
}

/** Ends a server and every connection to it. */
export async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** Reads the body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function answer(
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
  loseReply: boolean,
  user: string | undefined,
): Promise<void> {
  const body = await bodyOf(request);
  const url = new URL(request.url ?? '/', 'http://x');
  const header = (name: string) => String(request.headers[name] ?? '');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'http.receivepack',
      GIT_CONFIG_VALUE_0: 'true',
      GIT_CONFIG_KEY_1: 'safe.directory',
      GIT_CONFIG_VALUE_1: '*',
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: header('content-type'),
      CONTENT_LENGTH: String(body.length),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      GIT_PROTOCOL: header('git-protocol'),
      REMOTE_USER: user ?? '',
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  backend.stdin.on('error', () => {});
  backend.stdin.end(body);
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => backend.on('close', resolve));
  if (loseReply) {
    request.socket.destroy();
    return;
  }
  const reply = Buffer.concat(chunks);
  const end = reply.indexOf('\r\n\r\n');
  const headers = reply.subarray(0, end).toString('latin1').split('\r\n');
  for (const line of headers) {
    const [name = '', value = ''] = line.split(': ');
    if (name === 'Status') response.statusCode = Number(value.slice(0, 3));
    else response.setHeader(name, value);
  }
  response.end(reply.subarray(end + 4));
}

function basic({ name, password }: { name: string; password: string }): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}
