/** Control characters, and marks that reorder or hide text. Text that others read must not contain them. */
const NEVER =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/u;
const LINE_BREAKS = /[\t\n\r]/;

/** Blanks, zero-width characters, and marks that only change the appearance of another character. */
const UNSEEN = /^[\p{C}\p{Z}\p{M}\u115f\u1160\u3164\uffa0\u2800]*$/u;

export function hasVisible(value: unknown): boolean {
  return typeof value === 'string' && !UNSEEN.test(value);
}

export function isPlainText(value: unknown, multiline = false): boolean {
  if (typeof value !== 'string') return false;
  return value.isWellFormed() && !NEVER.test(value) && (multiline || !LINE_BREAKS.test(value));
}
