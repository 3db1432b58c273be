import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineSplitter } from './line-splitter';
import { ListSplitter } from './list-splitter';
import { MAX_RECORD_BYTES, type RawRecord, type Splitter } from './raw-record';
import { readRecords } from './read-records';

describe('The records of a file', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'records-'))));
  afterAll(() => rm(folder, { recursive: true }));

  const recordsOf = async (content: string | Buffer, list?: string): Promise<RawRecord[]> => {
    const path = join(folder, 'file');
    await writeFile(path, content);
    const records: RawRecord[] = [];
    for await (const record of readRecords(path, list)) records.push(record);
    return records;
  };
  const summaryOf = (records: RawRecord[]) => records.map(({ line, text, fault }) => [line, fault ?? text?.trim()]);

  it.each([
    ['a line each', '{"a":1}\n{"b":2}\n'],
    ['without a line end after the last line', '{"a":1}\n{"b":2}'],
    ['with a byte order mark and Windows line ends', '\ufeff{"a":1}\r\n{"b":2}\r\n'],
  ])('are found %s', async (_what, content) => {
    expect(summaryOf(await recordsOf(content))).toEqual([
      [1, '{"a":1}'],
      [2, '{"b":2}'],
    ]);
  });

  it('are counted without the empty lines between them, which keep their numbers', async () => {
    const records = await recordsOf('\n{"a":1}\n\n  \n{"b":2}\n');
    expect(records.map(({ number, line }) => [number, line])).toEqual([
      [1, 2],
      [2, 5],
    ]);
  });

  it('are found in a list, whatever text their strings contain', async () => {
    const tricky = '{"a":"]},[\\"{","b":[[1],{"c":"\\\\"}]}';
    expect(summaryOf(await recordsOf(`[\n${tricky},\n  {"d":2} ]\n`))).toEqual([
      [2, tricky],
      [3, '{"d":2}'],
    ]);
    expect(await recordsOf(' [ ] ')).toEqual([]);
  });

  it('are read from the list with that name only', async () => {
    const file = '{"realm":"users","x":{"users":[1]},"roles":[{"users":[2]}],"users" : [{"a":1},{"b":2}],"z":[3]}';
    expect(summaryOf(await recordsOf(file, 'users'))).toEqual([
      [1, '{"a":1}'],
      [1, '{"b":2}'],
    ]);
  });

  it('are reported as missing if the list does not exist or does not end', async () => {
    expect(summaryOf(await recordsOf('{"people":[]}', 'users'))).toEqual([[1, 'file_cut_off']]);
    expect(summaryOf(await recordsOf('[{"a":1},\n{"b":', undefined))).toEqual([
      [1, '{"a":1}'],
      [2, 'file_cut_off'],
    ]);
    expect(summaryOf(await recordsOf('[{"a":1},'))).toEqual([
      [1, '{"a":1}'],
      [1, 'file_cut_off'],
    ]);
  });

  it('are empty for an empty file', async () => expect(await recordsOf('')).toEqual([]));

  it('are rejected above the maximum size, and the next one is found', async () => {
    const large = `{"a":"${'x'.repeat(MAX_RECORD_BYTES)}"}`;
    const expected = ['record_too_large', '{"b":2}'];
    expect(summaryOf(await recordsOf(`${large}\n{"b":2}`)).map(([, what]) => what)).toEqual(expected);
    expect(summaryOf(await recordsOf(`[${large},{"b":2}]`)).map(([, what]) => what)).toEqual(expected);
  });

  it('are rejected if they are not UTF-8', async () => {
    const content = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}\n{"b":2}')]);
    expect(summaryOf(await recordsOf(content))).toEqual([
      [1, 'not_json'],
      [2, '{"b":2}'],
    ]);
  });

  it.each<[string, string, () => Splitter]>([
    ['lines', '{"a":"ü"}\n\n{"b":2}\n', () => new LineSplitter(0)],
    ['a list', ' [{"a":"ü,]"}, {"b":[2]} ,3]', () => new ListSplitter(0, undefined)],
    ['a list in an object', '{"x":1,"users":[{"a":"ü"},{"b":2}]}', () => new ListSplitter(0, 'users')],
  ])('are the same for every chunk size of %s', (_what, content, splitter) => {
    const bytes = Buffer.from(content);
    const whole = splitter();
    const expected = [...whole.push(bytes), ...whole.end()];
    expect(expected.length).toBeGreaterThan(1);
    for (let size = 1; size < bytes.length; size++) {
      const inPieces = splitter();
      const records: RawRecord[] = [];
      for (let at = 0; at < bytes.length; at += size) records.push(...inPieces.push(bytes.subarray(at, at + size)));
      expect([...records, ...inPieces.end()]).toEqual(expected);
    }
  });
});
