import fc from 'fast-check';

const CHARACTERS = 0x110000;
const SURROGATES = 0x800;
const FIRST_SURROGATE = 0xd800;

/** Every character of Unicode, as with `unit: 'binary'`, which takes a second and 100 MB to make a table of them. */
const character = fc
  .nat({ max: CHARACTERS - SURROGATES - 1 })
  .map((index) => String.fromCodePoint(index < FIRST_SURROGATE ? index : index + SURROGATES), indexOf);

export function anyText(constraints: Omit<fc.StringConstraints, 'unit'> = {}): fc.Arbitrary<string> {
  return fc.string({ ...constraints, unit: character });
}

function indexOf(text: unknown): number {
  const [only = '', ...others] = String(text);
  const point = only.codePointAt(0);
  if (point === undefined || others.length > 0 || !only.isWellFormed()) throw new Error('This is not one character.');
  return point < FIRST_SURROGATE ? point : point - SURROGATES;
}
