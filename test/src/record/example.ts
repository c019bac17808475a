type Schema = Readonly<Record<string, unknown>>;

/** The smallest value that a schema of an OpenAPI description accepts: for the many fields that a test does not look at. */
export function exampleOf(schema: unknown, document: unknown): unknown {
  const { $ref, nullable, allOf, oneOf, anyOf, properties, required, type, format, enum: options } = asSchema(schema);
  if (typeof $ref === 'string') return exampleOf(resolve($ref, document), document);
  if (nullable === true) return null;
  if (Array.isArray(options)) return options[0];
  if (Array.isArray(allOf)) return Object.assign({}, ...allOf.map((part) => exampleOf(part, document)));
  for (const choice of [oneOf, anyOf]) if (Array.isArray(choice)) return exampleOf(choice[0], document);
  if (type === 'object' || properties !== undefined) {
    const names = Array.isArray(required) ? required.map(String) : [];
    const known = asSchema(properties ?? {});
    return Object.fromEntries(names.map((name) => [name, exampleOf(known[name], document)]));
  }
  if (type === 'array') return [];
  if (type === 'integer' || type === 'number') return 1;
  if (type === 'boolean') return false;
  if (format === 'uri') return 'https://example.com/';
  if (format === 'date-time') return '2026-01-01T00:00:00Z';
  return format === 'email' ? 'nobody@example.com' : 'x';
}

/** Follows a `#/components/…` reference. */
export function resolve(reference: string, document: unknown): unknown {
  let place: unknown = document;
  for (const step of reference.slice(2).split('/')) place = asSchema(place)[step.replaceAll('~1', '/')];
  return place;
}

function asSchema(value: unknown): Schema {
  if (typeof value !== 'object' || value === null) throw new TypeError(`not a schema: ${JSON.stringify(value)}`);
  return value as Schema;
}
