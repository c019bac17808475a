import { readFileSync } from 'node:fs';
import { type Document, OpenAPIBackend } from 'openapi-backend';
import { exampleOf, resolve } from './example.ts';
import { type ForgeAnswer, type ForgeCall, unknownKeys } from './forge-server.ts';

/** The published description of a forge's interface, ready to hold calls and answers against. */
export interface Contract {
  /** The smallest value that a schema of the description accepts. */
  readonly example: (schema: string) => Record<string, unknown>;
  /** Says what is wrong with a call and its answer; the description itself accepts keys that it does not know. */
  readonly check: (call: ForgeCall, answer: ForgeAnswer) => string[];
}

/** Compiles a description, which takes a moment: once for all fakes of a forge. `answers` says which are described. */
export async function readContract(
  file: string,
  apiRoot: string,
  answers: (status: number) => boolean = () => true,
): Promise<Contract> {
  const description = JSON.parse(
    readFileSync(new URL(`../../fixtures/forge/${file}`, import.meta.url), 'utf8'),
  ) as Document;
  const contract = await new OpenAPIBackend({
    definition: description,
    apiRoot,
    coerceTypes: true,
    quick: true,
    ajvOpts: { allErrors: true },
    customizeAjv: (ajv) => {
      for (const format of ['uri', 'date-time', 'email', 'int64', 'timestamp', 'repo.nwo']) ajv.addFormat(format, true);
      return ajv;
    },
  }).init();

  const follow = (value: unknown): Record<string, unknown> => {
    const known = (value ?? {}) as Record<string, unknown>;
    return typeof known['$ref'] === 'string' ? follow(resolve(known['$ref'], description)) : known;
  };
  /** The keys that a body may have; undefined where the description leaves them open, or allows a list as well. */
  const bodyKeys = (body: unknown): string[] | undefined => {
    const content = follow(body)['content'] as Record<string, { schema: unknown }> | undefined;
    const { properties } = follow(content?.['application/json']?.schema) as { properties?: object };
    return properties === undefined ? undefined : Object.keys(properties);
  };

  return {
    example: (schema) =>
      exampleOf(resolve(`#/components/schemas/${schema}`, description), description) as Record<string, unknown>,
    check({ method, path, query, body }, answer) {
      const what = `${method} ${path}`;
      const asked = {
        method,
        path: `${apiRoot}${path}`,
        query: Object.fromEntries(query),
        headers: { 'content-type': 'application/json' },
        body: method === 'GET' ? undefined : body,
      };
      const operation = contract.matchOperation(asked);
      if (!operation) return [`${what}: not in the description`];
      const request = contract.validateRequest(asked, operation).errors ?? [];
      const response =
        (answers(answer.status) && contract.validateResponse(answer.body, operation, answer.status).errors) || [];
      const wrong = [...request, ...response].map((error) => `${what}: ${JSON.stringify(error).slice(0, 400)}`);
      const known = (operation.parameters ?? [])
        .map(follow)
        .flatMap((one) => (one['in'] === 'query' ? [String(one['name'])] : []));
      const keys = bodyKeys(operation.requestBody);
      return [
        ...wrong,
        ...unknownKeys(what, query.keys(), known),
        ...(keys ? unknownKeys(what, Object.keys(body), keys) : []),
      ];
    },
  };
}
