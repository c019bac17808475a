/** What `suture drift --json` says, as far as the stories read it. */
export interface Drift {
  readonly clean: boolean;
  readonly restartSafe: boolean;
  readonly modules: readonly { readonly path: string; readonly state: string }[];
  readonly patches: readonly {
    readonly id: string;
    readonly atRestart: string | null;
    readonly branch: string | null;
    readonly finding: string | null;
  }[];
}
