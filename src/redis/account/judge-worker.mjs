// Judges passwords in a thread of its own: a long one takes longer than a request may hold up others, and the dictionaries take
// memory that comes back when the thread ends. It is plain JavaScript, since Node starts it as it is.

import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';

const require = createRequire(import.meta.url);
const { ZxcvbnFactory } = require('@zxcvbn-ts/core');
const common = require('@zxcvbn-ts/language-common');
const english = require('@zxcvbn-ts/language-en');
const german = require('@zxcvbn-ts/language-de');

const judge = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary, ...german.dictionary },
  graphs: common.adjacencyGraphs,
  translations: english.translations,
  // With the library's 100 the worst password of 64 characters takes 30 times as long.
  l33tMaxSubstitutions: 4,
});

parentPort.on('message', ({ password, words }) => {
  const { guesses, sequence, feedback } = judge.check(password, words);
  parentPort.postMessage({
    guesses,
    warning: feedback.warning,
    personal: sequence.some(({ dictionaryName }) => dictionaryName === 'userInputs'),
  });
});
