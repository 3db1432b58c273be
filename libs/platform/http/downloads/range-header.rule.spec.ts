import { parseRange } from './range-header.rule';

describe('parseRange', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=2-4', { start: 2, end: 4 }],
    ['bytes=2-', { start: 2 }],
    ['bytes=-5', { suffix: 5 }],
    ['bytes=-0', { suffix: 0 }],
    ['BYTES= 2 - 4 ', { start: 2, end: 4 }],
  ])('reads %s', (header, range) => expect(parseRange(header)).toEqual(range));

  it.each([
    undefined,
    '',
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=4-2',
    'bytes=a-b',
    'bytes=0-1,3-4',
    'bytes=--5',
    'bytes=0x1-2',
    'items=0-1',
    'bytes=99999999999999999999-',
  ])('ignores %j', (header) => expect(parseRange(header)).toBeUndefined());
});
