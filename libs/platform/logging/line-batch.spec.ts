import { LineBatch } from './line-batch';

describe('Lines of a log', () => {
  const written: string[] = [];
  const batch = new LineBatch({ write: (text) => void written.push(text) });
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

  it('do not pile up within that time', () => {
    const line = `${'x'.repeat(40_000)}\n`;
    for (let count = 0; count < 5; count++) batch.write(line);
    expect(written.map((text) => text.length)).toEqual([80_002, 80_002]);
    jest.advanceTimersByTime(10);
    expect(written.join('')).toBe(line.repeat(5));
  });

  it('are written at once when somebody cannot wait', () => {
    batch.write('last words\n');
    batch.flush();
    expect(written).toEqual(['last words\n']);
  });
});
