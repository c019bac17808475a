/** Exit codes of the command contract. */
export const exitCodes = {
  done: 0,
  no: 1,
  usage: 2,
  unreachable: 3,
  notPermitted: 4,
  notRecorded: 5,
  unknownOutcome: 6,
  takenBack: 7,
} as const;

/** Why the shell exits. */
export type Exit = keyof typeof exitCodes;

/** Something that went wrong in a way that was foreseen; printed as `Error:` and `Hint:`. */
export class Failure extends Error {
  readonly code: string;
  readonly hint: string;
  readonly exit: Exit;
  /** Facts for scripts; they stand beside `error` in what `--json` prints. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { hint: string; exit: Exit; cause?: unknown; details?: Readonly<Record<string, unknown>> },
  ) {
    super(message, { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.hint = options.hint;
    this.exit = options.exit;
    this.details = options.details ?? {};
  }
}
