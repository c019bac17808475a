/** Whether Node was told to preload something beside the agent, which may compile what is loaded. */
export function hasOtherPreloads(): boolean {
  const preloads = options().match(/(?:^|\s)(?:-r|--require|--import)(?=[\s=]|$)/g) ?? [];
  return preloads.length > 1;
}

/** Whether Node was started with loaders, which nobody is seen to register. */
export function hasLoaders(): boolean {
  return /--(?:experimental-)?loader\b/.test(options());
}

function options(): string {
  return `${process.execArgv.join(' ')} ${process.env['NODE_OPTIONS'] ?? ''}`;
}
