import { isJsonObject, parseJsonObject } from './json-object.rule';

describe('A JSON object', () => {
  it.each([
    ['{}', {}],
    ['{"a":null}', { a: null }],
  ])('is parsed from %s', (text, value) => {
    expect(parseJsonObject(text)).toEqual(value);
  });

  it.each(['null', '1', '"a"', 'true', '[]', '[{}]', '', '{'])('is not %s', (text) => {
    expect(parseJsonObject(text)).toBeUndefined();
  });

  it('is neither undefined nor a function', () => {
    expect([undefined, () => ({})].some(isJsonObject)).toBe(false);
  });
});
