import * as v from 'valibot';

/** Who may send a request; each role may also send what the ones before it may. */
export type Role = 'observer' | 'inspector' | 'operator';

/** What a request carries and what its answer holds. */
export interface RequestShape {
  readonly params: unknown;
  readonly result: unknown;
}

/** How one request is checked, who may send it, and what it does in one sentence. */
export interface RequestRow<S extends RequestShape> {
  readonly params: v.GenericSchema<S['params']>;
  readonly result: v.GenericSchema<S['result']>;
  readonly role: Role;
  readonly does: string;
}

/** The rows of a family of requests. */
export type RequestTable<Family> = {
  readonly [M in keyof Family]: Family[M] extends RequestShape ? RequestRow<Family[M]> : never;
};

/** Parameters of a request that has none. */
export const nothing: v.GenericSchema<Record<string, never>> = v.strictObject({});

/** Any text. */
export const text: v.GenericSchema<string> = v.string();
