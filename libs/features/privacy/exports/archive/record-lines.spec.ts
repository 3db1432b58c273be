import { recordsIn } from './record-lines';

describe('The list of records of an export', () => {
  async function read(text: string): Promise<unknown[]> {
    async function* chunks() {
      yield Buffer.from(text);
    }
    const records = [];
    for await (const record of recordsIn(chunks(), 'data/list.json')) records.push(record);
    return records;
  }

  it('is read one record at a time', async () => {
    expect(await read('[\n{"a":1},\n{"b":null}\n]\n')).toEqual([{ a: 1 }, { b: null }]);
  });

  it.each(['null', '1', '"text"', 'true', '[]', '[{}]'])('is refused with %s instead of a record', async (value) => {
    for (const [text, line] of [
      [`[\n${value}\n]\n`, 2],
      [`[\n{},\n${value},\n{}\n]\n`, 3],
    ] as const)
      await expect(read(text)).rejects.toThrow(`data/list.json is not valid: line ${line} is not a JSON object.`);
  });

  it('is refused with a record that is not JSON', async () => {
    await expect(read('[\n{\n]\n')).rejects.toThrow('line 2 is not JSON');
  });
});
