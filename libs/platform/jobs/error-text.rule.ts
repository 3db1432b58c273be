const LONGEST = 400;
const FEWEST_DIGITS = 5;

const QUOTED = new RegExp(
  [
    String.raw`(?<kept>\b(?:table|column|key|constraint|references) (?<mark>['"\x60])[\w.$]+\k<mark>)`,
    // MySQL quotes a value without escaping its apostrophes.
    String.raw`(?<![\w'])'(?:[^'\\]|\\.|'(?=['\w]))+(?:'|\\?$)`,
    String.raw`"(?:[^"\\]|\\.)+(?:"|\\?$)`,
    String.raw`\x60[^\x60]+(?:\x60|$)`,
  ].join('|'),
  'gi',
);
const ID_OR_NUMBER = /(?<kept>\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)|\+?(?:\(\d+\)[ /-]?)?\d+(?:[ /-]\d+)*/gi;

/**
 * The part of an error that can be stored and logged: short, and without email addresses, which mail servers often
 * quote.
 */
export function errorText(error: unknown): string {
  return shortened(withoutAddresses(error));
}

/**
 * Like `errorText`, but also without quoted values and long numbers, such as the value of a duplicate entry or a phone
 * number. IDs and the names of tables, columns and keys are kept, because they identify the failure.
 */
export function errorTextWithoutValues(error: unknown): string {
  return shortened(
    withoutAddresses(error)
      .replace(QUOTED, (found: string, kept?: string) => kept ?? `${found[0]}[value]${found[0]}`)
      .replace(ID_OR_NUMBER, (found: string, kept?: string) => kept ?? withoutLongNumber(found)),
  );
}

function withoutAddresses(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : 'A value that is not an Error was thrown.';
  return text.replace(/[^\s<>"'(]+@[^\s<>"')]+/g, '[address]').replace(/\s+/g, ' ');
}

function withoutLongNumber(text: string): string {
  return text.replace(/\D/g, '').length < FEWEST_DIGITS ? text : '[number]';
}

function shortened(text: string): string {
  return [...text].slice(0, LONGEST).join('');
}
