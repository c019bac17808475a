import { join } from 'node:path';

/** Where the ledger of a service lies. */
export function ledgerFolder(stateDir: string, name: string): string {
  return join(stateDir, name, 'ledger');
}
