/** A piece of text, or a placeholder for a value. */
export type Segment = string | { readonly value: string };
export type Segments = readonly Segment[];
export type Values = Readonly<Record<string, string>>;

/** The fault of a template, worded to follow its name. */
export class TemplateFault extends Error {}

/** Splits text into pieces and placeholders such as `{{device}}`. */
export function piecesOf(text: string): Segments {
  const pieces = text.split(/(\{\{\s*[A-Za-z]\w*\s*\}\})/).flatMap((part, index): Segment[] => {
    if (index % 2 === 1) return [{ value: part.slice(2, -2).trim() }];
    return part ? [part] : [];
  });
  const broken = pieces.find((piece) => typeof piece === 'string' && /\{\{|\}\}/.test(piece));
  if (broken) throw new TemplateFault('has {{ or }} that do not enclose the name of a value');
  return pieces;
}

export function namesIn(pieces: Segments): string[] {
  return pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.value]));
}

/** Returns a fault for each name that the text uses and that has no value. */
export function unknownNames(names: readonly string[], known: ReadonlySet<string>): string[] {
  return [...new Set(names)]
    .filter((name) => !known.has(name))
    .map((name) => `uses {{${name}}}, but the only values are ${[...known].map((value) => `{{${value}}}`).join(', ')}`);
}

/** Fills in the values as they are. `cleanValues` removes what could change the text around them. */
export function fillText(pieces: Segments, values: Values): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : (values[piece.value] ?? ''))).join('');
}

/** Removes line breaks and invisible characters, including those that change the text direction. */
export function cleanValue(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]+/gu, ' ')
    .trim();
}

export function cleanValues(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, cleanValue(value)]));
}
