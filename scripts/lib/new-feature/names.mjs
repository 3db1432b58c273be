// The forms of a feature's name, and the placeholders for them in the templates.
import { Failure } from '../failure.mjs';

const NAME = /^[a-z]+(-[a-z]+)*$/;
const MAX_LETTERS = 30;

/** For `reading-lists`: `ReadingLists`, `readingLists`, `reading_lists`, `READING_LISTS`, `reading lists`, … */
export function formsOf(name) {
  if (!NAME.test(name) || name.length > MAX_LETTERS)
    throw new Failure(
      `"${name}" is not a valid name. Use at most ${MAX_LETTERS} lower-case letters and single dashes between words, ` +
        'for example `npm run new:feature -- reading-lists`.',
    );
  const words = name.split('-');
  const pascal = words.map(capitalised).join('');
  return {
    name,
    pascal,
    camel: pascal[0].toLowerCase() + pascal.slice(1),
    snake: words.join('_'),
    upper: words.join('_').toUpperCase(),
    words: words.join(' '),
    title: capitalised(words.join(' ')),
  };
}

export function filled(text, { name, pascal, camel, snake, upper, words, title }) {
  return text
    .replaceAll('__date__', new Date().toISOString().slice(0, 10))
    .replaceAll('__name__', name)
    .replaceAll('__Name__', pascal)
    .replaceAll('__camel__', camel)
    .replaceAll('__snake__', snake)
    .replaceAll('__NAME__', upper)
    .replaceAll('__words__', words)
    .replaceAll('__Words__', title);
}

function capitalised(word) {
  return word[0].toUpperCase() + word.slice(1);
}
