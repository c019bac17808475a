import type { Patch } from '@suture/protocol/patch.js';
import type { Bridge } from '../bridge/agent-end.ts';
import type { Journal } from '../journal/journal.ts';
import type { Evidence } from '../journal/judge.ts';
import type { Recall } from '../journal/recall.ts';
import type { Workbench } from '../plan/workbench.ts';

/** What the patches of a process are carried out with. */
export interface PatchesContext {
  readonly bridge: Bridge;
  readonly workbench: Workbench;
  readonly journal: Journal;
  readonly displayPath: (url: string) => string;
  readonly evidence: Evidence;
  readonly ledgerFolder: string;
  /** The script that this process was started with; undefined where patches are not applied again. */
  readonly service: string | undefined;
  readonly record: 'required' | 'advisory';
  readonly leaseMs: number;
  /** What was found in the ledger when the process started. */
  readonly recall: Recall | undefined;
  /** Called after each change of a patch. */
  readonly onChange: (patch: Patch) => void;
  /** Called with new figures of a patch on trial. */
  readonly onFigures: (patch: Patch) => void;
  /** Called with what every attached person should know now. */
  readonly onAlarm: (patch: string, message: string) => void;
}
