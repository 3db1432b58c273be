/** Controls, lone surrogates, and the marks that reorder or hide text: none belongs in what others will read. */
const NEVER =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/u;
const LINE_BREAKS = /[\t\n\r]/;

/** Blanks of every kind, marks without width, and what only changes the look of a neighbour. */
const UNSEEN = /^[\p{C}\p{Z}\p{M}\u115f\u1160\u3164\uffa0\u2800]*$/u;

export function hasVisible(value: unknown): boolean {
  return typeof value === 'string' && !UNSEEN.test(value);
}

export function isPlainText(value: unknown, multiline = false): boolean {
  if (typeof value !== 'string') return false;
  return value.isWellFormed() && !NEVER.test(value) && (multiline || !LINE_BREAKS.test(value));
}
