import module from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/** What this version of Node can do, and where that is written down. */
export const nodeFeatures: {
  /** `module.registerHooks`: 22.15 and 23.5 on. https://nodejs.org/api/module.html#moduleregisterhooksoptions */
  readonly registerHooks: boolean;
  /** `module.stripTypeScriptTypes`: 22.13 and 23.2 on. https://nodejs.org/api/module.html#modulestriptypescripttypescode-options */
  readonly stripTypes: boolean;
  /** Whether Node's own type stripping prints an ExperimentalWarning: before 22.18 and 24.3. */
  readonly warnsOfTypeStripping: boolean;
} = {
  registerHooks: typeof module.registerHooks === 'function',
  stripTypes: typeof module.stripTypeScriptTypes === 'function',
  warnsOfTypeStripping: (major === 22 && minor < 18) || major === 23 || (major === 24 && minor < 3),
};
