import type { ChangeFlow } from '../change-flow.ts';
import { ChangeView } from './change/change-view.ts';
import type { ViewCommand } from './commands.ts';
import { patchesView } from './patches-view.ts';
import type { Stage, View } from './view.ts';

/** What views are opened with. */
export interface ViewTools {
  readonly stage: Stage;
  readonly change: ChangeFlow;
  /** Module that expressions are evaluated in. */
  readonly scope: string | undefined;
}

/** Opens the view that a command asks for. */
export function openView(command: ViewCommand, { stage, change }: ViewTools): View {
  switch (command.view) {
    case 'edit':
      return new ChangeView(stage, change, { is: 'edit', file: command.file, why: command.why });
    case 'patch':
      return new ChangeView(stage, change, { is: 'patch', files: command.files, why: command.why });
    case 'patches':
      return patchesView(stage, change);
  }
}
