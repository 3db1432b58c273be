import { LineTooLong, linesIn } from './lines-in';

describe('The lines of a stream', () => {
  const TEXT = 'one\n\ntwo ü\nthree';

  async function read(text: string, chunkSize: number, maxBytes = 100): Promise<string[]> {
    async function* chunks() {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
    }
    const lines = [];
    for await (const line of linesIn(chunks(), maxBytes)) lines.push(String(line));
    return lines;
  }

  it('are the same for every chunk size', async () => {
    for (let size = 1; size <= Buffer.byteLength(TEXT); size++)
      expect(await read(TEXT, size)).toEqual(['one', '', 'two ü', 'three']);
    expect(await read(`${TEXT}\n`, 4)).toEqual(['one', '', 'two ü', 'three']);
    expect(await read('', 1)).toEqual([]);
  });

  it('are refused if one is too long', async () => {
    expect(await read('12345\n12345', 2, 5)).toEqual(['12345', '12345']);
    await expect(read('1234567\n', 1, 5)).rejects.toThrow(LineTooLong);
    await expect(read('1234567', 1, 5)).rejects.toThrow(LineTooLong);
  });
});
