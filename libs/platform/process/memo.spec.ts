import { Memo } from './memo';

describe('Memo', () => {
  it('calls the function once for the same string', () => {
    const work = jest.fn((text: string) => text.length);
    const memo = new Memo(work);
    expect([memo.of('one'), memo.of('three'), memo.of('one')]).toEqual([3, 5, 3]);
    expect(work.mock.calls).toEqual([['one'], ['three']]);
  });

  it('caches at most a thousand strings', () => {
    const work = jest.fn((text: string) => text);
    const memo = new Memo(work);
    for (let n = 0; n < 1000; n++) memo.of(`${n}`);
    memo.of('0');
    expect(work).toHaveBeenCalledTimes(1000);
    memo.of('one too many');
    expect(memo.of('0')).toBe('0');
    expect(work).toHaveBeenCalledTimes(1002);
  });

  it('does not cache failures', () => {
    let calls = 0;
    const memo = new Memo(() => {
      if (++calls === 1) throw new Error('not yet');
      return calls;
    });
    expect(() => memo.of('a')).toThrow('not yet');
    expect(memo.of('a')).toBe(2);
  });
});
