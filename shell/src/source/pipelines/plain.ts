import { bareText } from '../running-text.ts';
import { syntaxMistake } from '../syntax.ts';
import type { FilePipeline } from './file-pipeline.ts';

/** JavaScript that runs as it stands in the repository. */
export const plain: FilePipeline = {
  name: 'the file as it is',
  compile: async (text) => bareText(text),
  async mistakes(path, text, { format }, { loaded }) {
    const mistake = syntaxMistake(path, text, format);
    // Syntax newer than the parser stands in what runs already: then there is nothing to go by.
    return mistake === undefined || syntaxMistake(path, loaded, format) !== undefined ? [] : [mistake];
  },
};
