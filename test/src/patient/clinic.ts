import assert from 'node:assert/strict';
import type { Patch } from '@suture/protocol/patch.js';
import { Engineer, type Outcome } from './engineer.ts';
import { Patient } from './patient.ts';
import { type Checkout, Repository } from './repository.ts';
import { Visitor } from './visitor.ts';
import { Ward } from './ward.ts';
import type { TestContext } from 'node:test';

/** The service of the stories about bad input; its answer is `hello NAME`. */
export const service: Readonly<Record<string, string>> = {
  'package.json': '{"name":"clinic","type":"module"}\n',
  'src/greet.js': "export function greet(name) {\n  return 'hello ' + name;\n}\n",
  'src/idle.js': 'export const idle = true;\n',
  'src/server.js': `import { createServer } from 'node:http';
import { greet } from './greet.js';

const server = createServer((request, response) => response.end(greet(request.url.slice(1))));
server.listen(0, () => console.log('listening on ' + server.address().port));
`,
};

/** How a clinic differs from the usual one. */
export interface Circumstances {
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
}

/** A small service under the agent, a visitor who stays, and an engineer with a checkout. */
export class Clinic {
  readonly ward: Ward;
  readonly repository: Repository;
  readonly production: Checkout;
  readonly checkout: Checkout;
  readonly engineer: Engineer;
  readonly patient: Patient;
  readonly visitor: Visitor;
  readonly #circumstances: Circumstances;

  private constructor(
    parts: Pick<Clinic, 'ward' | 'repository' | 'production' | 'checkout' | 'patient' | 'visitor'>,
    circumstances: Circumstances,
  ) {
    this.ward = parts.ward;
    this.repository = parts.repository;
    this.production = parts.production;
    this.checkout = parts.checkout;
    this.patient = parts.patient;
    this.visitor = parts.visitor;
    this.engineer = new Engineer(parts.ward, parts.checkout.path);
    this.#circumstances = circumstances;
  }

  static async open(t: TestContext, circumstances: Circumstances = {}): Promise<Clinic> {
    const ward = await Ward.open(t);
    const repository = await Repository.of(ward, { ...service, ...circumstances.files });
    const production = await repository.clone('production');
    const checkout = await repository.clone('checkout');
    const { patient, visitor } = await start(ward, production, circumstances);
    return new Clinic({ ward, repository, production, checkout, patient, visitor }, circumstances);
  }

  /** Starts the service once more, as it was started at first. */
  restart(code: Checkout = this.production): Promise<{ readonly patient: Patient; readonly visitor: Visitor }> {
    return start(this.ward, code, this.#circumstances);
  }

  /** Makes the edit of these stories: the answer becomes `goodbye NAME`. */
  edit(checkout: Checkout = this.checkout): Promise<void> {
    return checkout.edit('src/greet.js', "'hello '", "'goodbye '");
  }

  /** Runs `suture patch` on the file of the edit. */
  patch(engineer: Engineer = this.engineer): Promise<Outcome> {
    return engineer.suture('patch', 'src/greet.js', '--yes', '-m', 'the greeting was wrong');
  }

  /** Checks that the process answers on its one connection with this word, and that it has these live patches. */
  async runs(word: 'hello' | 'goodbye', livePatches: number): Promise<void> {
    assert.equal((await this.visitor.get('/you')).body, `${word} you`, this.ward.heard);
    assert.deepEqual(this.visitor.drops, { connections: 1, failures: [] });
    const patches = await this.engineer.json<Patch[]>('patches');
    assert.equal(patches.json.filter(({ state }) => state === 'live').length, livePatches, patches.told);
  }
}

async function start(
  ward: Ward,
  code: Checkout,
  circumstances: Circumstances,
): Promise<{ patient: Patient; visitor: Visitor }> {
  const patient = await Patient.admit(ward, {
    args: ['src/server.js'],
    cwd: code.path,
    env: circumstances.env ?? {},
    nodeOptions: circumstances.nodeOptions ?? [],
  });
  return { patient, visitor: new Visitor(ward, `http://${await patient.host()}`, '/nobody') };
}

/** Checks that a command ended as it should: the exit code, and the two lines that say what to do. */
export function refused(outcome: Outcome, exit: number, error: RegExp): void {
  assert.equal(outcome.exit, exit, outcome.told);
  assert.match(outcome.stderr, /^Error: ./m, outcome.told);
  assert.match(outcome.stderr, /^Hint: ./m, outcome.told);
  assert.match(outcome.stderr, error, outcome.told);
  assert.doesNotMatch(outcome.stderr, /^ {4}at /m, 'no stack of our own');
}
