/** How Node was started. */
export interface Started {
  readonly execArgv: readonly string[];
  readonly nodeOptions: string | undefined;
  /** Working directory, from which relative modules are found. */
  readonly cwd: string;
}

/** Options of Node that bring code which may compile what is loaded, or decide what is. */
const wanted = new Map([
  ['-r', '--require'],
  ['--require', '--require'],
  ['--import', '--import'],
  ['--loader', '--loader'],
  ['--experimental-loader', '--loader'],
  ['-C', '--conditions'],
  ['--conditions', '--conditions'],
]);

/**
 * Picks the options that preload code out of the command line and of NODE_OPTIONS, in the order in which Node follows them:
 * those of NODE_OPTIONS first. The agent's own are left out.
 */
export function loaderOptions({ execArgv, nodeOptions }: Started, isAgent: (module: string) => boolean): string[] {
  const options: string[] = [];
  const words = [...splitOptions(nodeOptions ?? ''), ...execArgv];
  for (let at = 0; at < words.length; at++) {
    const [name = '', ...rest] = (words[at] ?? '').split('=');
    const option = wanted.get(name);
    if (option === undefined) continue;
    const value = rest.length > 0 ? rest.join('=') : words[++at];
    if (value !== undefined && !isAgent(value)) options.push(option, value);
  }
  return options;
}

/** As Node reads NODE_OPTIONS: spaces part, double quotes hold together, a backslash in them takes the next as it is. */
function splitOptions(text: string): string[] {
  return [...text.matchAll(/(?:"(?:\\.|[^"\\])*"|[^\s"])+/g)].map(([word]) =>
    word.replaceAll(/"((?:\\.|[^"\\])*)"/g, (_all, inner: string) => inner.replaceAll(/\\(.)/g, '$1')),
  );
}
