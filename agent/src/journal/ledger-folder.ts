import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where the ledger of a service lies. */
export function ledgerFolder(stateDir: string, name: string): string {
  return join(stateDir, name, 'ledger');
}

/** Whether a ledger may hold patches. Most services have none, and what reads them is not loaded for nothing. */
export function holdsEntries(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => name.endsWith('.json'));
  } catch {
    return false;
  }
}
