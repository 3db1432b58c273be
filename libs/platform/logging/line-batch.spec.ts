import { LineBatch } from './line-batch';

describe('Log lines', () => {
  const written: string[] = [];
  const batch = new LineBatch({ write: (bytes) => void written.push(String(bytes)) });
  beforeEach(() => {
    jest.useFakeTimers();
    written.splice(0);
  });
  afterEach(() => jest.useRealTimers());

  it('of ten milliseconds are written at once, in their order', () => {
    batch.write('one\n');
    batch.write('two\n');
    jest.advanceTimersByTime(9);
    expect(written).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(written).toEqual(['one\ntwo\n']);
    batch.write('three\n');
    jest.advanceTimersByTime(10);
    expect(written).toEqual(['one\ntwo\n', 'three\n']);
  });

  it('do not accumulate beyond that time', () => {
    const line = `${'x'.repeat(10_000)}\n`;
    for (let count = 0; count < 8; count++) batch.write(line);
    expect(written.map((text) => text.length)).toEqual([40_004]);
    jest.advanceTimersByTime(10);
    expect(written.join('')).toBe(line.repeat(8));
  });

  it.each([1, 1000, 21_000, 22_000, 100_000])('are complete, with any length and any script (%p)', (length) => {
    const lines = ['x', 'ü', '✓', '😀'].map((letter) => `${letter.repeat(length)}\n`);
    for (const line of lines) batch.write(line);
    batch.flush();
    expect(written.join('')).toBe(lines.join(''));
  });

  it('are written at once when flushed', () => {
    batch.write('last words\n');
    batch.flush();
    expect(written).toEqual(['last words\n']);
  });
});
