import { collected } from './collected';

describe('A stream that is read into memory', () => {
  async function* of(...texts: string[]) {
    for (const text of texts) yield Buffer.from(text);
  }

  it('has at most the allowed number of bytes', async () => {
    expect(String(await collected(of('ab', 'cd'), 4))).toBe('abcd');
    expect(String(await collected(of(), 0))).toBe('');
    expect(await collected(of('ab', 'cd'), 3)).toBeUndefined();
  });

  it('is not read to its end if it has more', async () => {
    let wasReadToEnd = false;
    async function* endless() {
      yield Buffer.alloc(10);
      wasReadToEnd = true;
      yield Buffer.alloc(10);
    }
    expect(await collected(endless(), 5)).toBeUndefined();
    expect(wasReadToEnd).toBe(false);
  });
});
