import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MessagePort } from 'node:worker_threads';
import type { Part } from '../load-part.ts';
import { nodeFeatures } from '../node-features.ts';
import { compiled } from '../places.ts';
import type { Settings } from '../settings.ts';
import { installHooks } from './hooks.ts';
import { installHooksWithoutRegister } from './hooks-without-register.ts';
import { instrumentLater } from './instrument-later.ts';
import { KeptCode } from './kept-code.ts';
import { installOriginalText } from './original-text.ts';
import type { Replayer } from './replay.ts';
import { type Selection, select } from './select.ts';
import { type Report, transformer } from './transform.ts';

/** What a thread that loads modules of the application is given. */
export interface Loading {
  readonly settings: Settings;
  readonly root: string;
  /** The part that has `instrument`. */
  readonly instrument: Part;
  /** Code of earlier starts; undefined where it cannot be trusted. */
  readonly kept: KeptCode | undefined;
  /** The patches that are applied again; undefined where there are none. */
  readonly replayer: () => Replayer | undefined;
  readonly report: Report;
  /** Takes a port on which another thread reports modules. */
  readonly handOver: (reports: MessagePort) => void;
}

/** Makes what this thread loads from now on patchable. */
export function beginLoading({ settings, root, instrument, kept, replayer, report, handOver }: Loading): void {
  const selection: Selection = {
    root,
    include: settings.include,
    exclude: settings.exclude,
    agent: [fileURLToPath(new URL('..', compiled))].map((folder) => (folder.endsWith(sep) ? folder : folder + sep)),
  };
  const transform = transformer({
    select: select(selection),
    report,
    kept,
    instrument: instrumentLater(instrument),
    replayer,
    mapsAreOn: () => process.sourceMapsEnabled,
  });
  installOriginalText();
  if (nodeFeatures.registerHooks) installHooks(transform);
  else {
    const given = { selection, kept: kept?.place };
    installHooksWithoutRegister(transform, given, () => replayer()?.table, handOver);
  }
}
