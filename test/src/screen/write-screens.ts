import { writeFile } from 'node:fs/promises';
import { captureScreens } from './screens.ts';

const closers: (() => unknown)[] = [];
try {
  const page = await captureScreens({ after: (closer) => void closers.push(closer as () => unknown) });
  await writeFile(new URL('../../../docs/SCREENS.md', import.meta.url), page);
} finally {
  for (const close of closers.reverse()) await close();
}
