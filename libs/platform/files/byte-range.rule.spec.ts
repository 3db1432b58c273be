import { resolveRange, type ByteRange } from './byte-range.rule';

describe('resolveRange', () => {
  it.each<[ByteRange, [number, number]]>([
    [{ start: 0, end: 0 }, [0, 0]],
    [{ start: 2, end: 4 }, [2, 4]],
    [{ start: 9 }, [9, 9]],
    [{ start: 4 }, [4, 9]],
    [{ start: 4, end: 1000 }, [4, 9]],
    [{ suffix: 3 }, [7, 9]],
    [{ suffix: 1000 }, [0, 9]],
  ])('resolves %j in a file of 10 bytes to %j', (range, [start, end]) => {
    expect(resolveRange(range, 10)).toEqual({ start, end });
  });

  it.each<[ByteRange, number]>([
    [{ start: 10 }, 10],
    [{ start: 10, end: 12 }, 10],
    [{ start: 5, end: 4 }, 10],
    [{ suffix: 0 }, 10],
    [{ start: 0 }, 0],
    [{ suffix: 5 }, 0],
  ])('resolves %j in a file of %d bytes to nothing', (range, size) => {
    expect(resolveRange(range, size)).toBeUndefined();
  });
});
