/** A published package whose tarball holds its tests. */
export interface Suite {
  readonly name: string;
  readonly version: string;
  /** What its tests need beside its dependencies; the ranges are those of its own manifest. */
  readonly needs: readonly string[];
  /** Test files and folders of them. */
  readonly tests: readonly string[];
  /** Part of a path that is no test of its own. */
  readonly without?: RegExp;
}

/** Published packages, their tests included: routers, parsers, a plugin loader, streams, classes, generated code. */
export const suites: readonly Suite[] = [
  { name: 'minimist', version: '1.2.8', needs: ['tape'], tests: ['test'] },
  {
    name: 'object-inspect',
    version: '1.13.4',
    needs:
      'tape error-cause es-value-fixtures for-each functions-have-names globalthis has-symbols has-tostringtag make-arrow-function mock-property safer-buffer semver string.prototype.repeat'.split(
        ' ',
      ),
    tests: ['test'],
    without: /test\/(?:browser|.*core-js)/,
  },
  {
    name: 'deep-equal',
    version: '2.2.3',
    needs:
      'tape available-typed-arrays for-each has-proto has-symbols has-typed-arrays object.getownpropertydescriptors semver'.split(
        ' ',
      ),
    tests: ['test'],
    without: /_tape/,
  },
  {
    name: 'qs',
    version: '6.17.1',
    needs:
      'tape es-value-fixtures for-each has-bigints has-override-mistake has-property-descriptors has-proto has-symbols iconv-lite mock-property object-inspect safer-buffer'.split(
        ' ',
      ),
    tests: ['test'],
    without: /empty-keys/,
  },
  { name: 'fast-uri', version: '4.2.3', needs: ['tape', 'ajv'], tests: ['test'], without: /fixtures/ },
  { name: 'secure-json-parse', version: '4.1.1', needs: ['tape'], tests: ['test'] },
  { name: 'reusify', version: '1.1.0', needs: ['tape'], tests: ['test.js'] },
  { name: 'split2', version: '4.2.0', needs: ['tape', 'binary-split', 'callback-stream'], tests: ['test.js'] },
  { name: 'fastq', version: '1.20.3', needs: ['tape'], tests: ['test'] },
  { name: 'process-warning', version: '5.1.1', needs: [], tests: ['test'], without: /jest/ },
  { name: 'find-my-way', version: '9.10.1', needs: ['proxyquire', 'rfdc'], tests: ['test'], without: /types/ },
  { name: 'avvio', version: '9.3.1', needs: [], tests: ['test'], without: /fixtures|types/ },
  { name: 'fast-json-stringify', version: '7.3.6', needs: [], tests: ['test'], without: /types|webpack|fixtures/ },
  {
    name: 'light-my-request',
    version: '6.8.1',
    needs: [
      '@fastify/ajv-compiler',
      'end-of-stream',
      'express',
      'form-auto-content',
      'form-data',
      'formdata-node',
      'multer',
      'undici',
    ],
    tests: ['test'],
    without: /types|benchmark/,
  },
];
