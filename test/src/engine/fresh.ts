// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

/** What a fresh module exports. */
export function fresh(source: string): Loose {
  const module = { exports: {} };
  // oxlint-disable-next-line typescript/no-implied-eval -- a fresh module is what a patched one is compared with
  new Function('module', 'exports', source)(module, module.exports);
  return module.exports;
}
