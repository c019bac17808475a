import type { ChangeFlow } from '../change-flow.ts';
import { ChangeView } from './change/change-view.ts';
import type { ViewCommand } from './commands.ts';
import { healthView } from './health-view.ts';
import { patchesView } from './patches-view.ts';
import { profileView } from './profile-view.ts';
import { treeView } from './tree-view.ts';
import { watchView } from './watch-view.ts';
import type { Stage, View } from './view.ts';

/** What views are opened with. */
export interface ViewTools {
  readonly stage: Stage;
  readonly change: ChangeFlow;
  /** Module that expressions are evaluated in. */
  readonly scope: string | undefined;
  /** Folder that files are written to. */
  readonly cwd: string;
}

/** Opens the view that a command asks for. */
export function openView(command: ViewCommand, { stage, change, scope, cwd }: ViewTools): View {
  switch (command.view) {
    case 'edit':
      return new ChangeView(stage, change, {
        is: 'edit',
        file: command.file,
        why: command.why,
        tryout: command.tryout,
      });
    case 'patch':
      return new ChangeView(stage, change, {
        is: 'patch',
        files: command.files,
        why: command.why,
        tryout: command.tryout,
      });
    case 'patches':
      return patchesView(stage, change);
    case 'health':
      return healthView(stage);
    case 'tree':
      return treeView(stage, command.expression, scope);
    case 'watch':
      return watchView(stage, command.name, command.options);
    case 'profile':
      return profileView(stage, command.options, cwd);
  }
}
