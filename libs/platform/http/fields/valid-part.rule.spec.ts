import { isWithin, validPart } from './valid-part.rule';

describe('The valid part of a body', () => {
  const body = { a: 1, list: [{ x: 1, y: 2 }, { x: 3 }], 'b/c': 4 };

  it('is everything except what has a fault', () => {
    expect(validPart(body, ['/a', '/list/0/x', '/b~1c'])).toEqual({ list: [{ y: 2 }, { x: 3 }] });
    expect(body.list[0]).toEqual({ x: 1, y: 2 });
  });

  it('keeps the positions in a list', () => {
    expect(validPart(body, ['/list/0'])).toEqual({ ...body, list: [undefined, { x: 3 }] });
  });

  it('is the whole body if a pointer has no target', () => {
    expect(validPart(body, ['/nowhere', '/a/deeper', '/list/9'])).toEqual(body);
  });

  it('does not contain the contents of a faulty part', () => {
    expect(isWithin('/list/0/x', ['/list/0'])).toBe(true);
    expect(isWithin('/list/10/x', ['/list/1'])).toBe(false);
  });
});
