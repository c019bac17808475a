import { bareText } from '../running-text.ts';
import { syntaxMistake } from '../syntax.ts';
import type { FilePipeline } from './file-pipeline.ts';

/** JavaScript that runs as it stands in the repository. */
export const plain: FilePipeline = {
  name: 'the file as it is',
  compile: async (text) => bareText(text),
  async mistakes(path, text, running) {
    // `return` at the top tells CommonJS; what is well formed as either may run as either.
    const formats = ['module', 'commonjs'] as const;
    const found = formats.map((format) => syntaxMistake(path, text, format));
    if (found.includes(undefined)) return [];
    // Syntax newer than the parser also stands in what runs already: then there is nothing to go by.
    if (formats.every((format) => syntaxMistake(path, running.loaded, format) !== undefined)) return [];
    const format = formats.find((one) => syntaxMistake(path, running.loaded, one) === undefined);
    const mistake = found[format === 'commonjs' ? 1 : 0];
    return mistake === undefined ? [] : [mistake];
  },
};
