// tsc writes no executable bit, and npm links the bin of a workspace without setting one.
import { chmodSync } from 'node:fs';

chmodSync(new URL('../shell/dist/main.js', import.meta.url), 0o755);
