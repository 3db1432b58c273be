import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMap, withSourceLines } from './source-lines';

describe('withSourceLines', () => {
  const folder = mkdtempSync(join(tmpdir(), 'userkeep-map-'));
  const program = join(folder, 'main.js');
  const stack = `Error: no\n    at run (${program}:1:30)\n    at node:internal/x:1:1\n    at ${program}:1:3`;
  afterAll(() => rmSync(folder, { recursive: true }));

  it('returns the source and its line for each position in the bundle, and keeps the others', () => {
    // From column 20 of the first line on: line 5 of the source. Before it: a library without a source.
    const map = { version: 3, sources: ['../libs/a.ts'], names: [], mappings: 'A,oBAIA' };
    writeFileSync(`${program}.map`, JSON.stringify(map));
    expect(withSourceLines(stack, program, () => readMap(program))).toMatch(
      /^Error: no\n {4}at run \(\S*libs\/a\.ts:5\)\n {4}at node:internal\/x:1:1\n {4}at \S*main\.js:1:3$/,
    );
  });

  it('keeps a stack unchanged without a source map', () => {
    expect(withSourceLines(stack, program, () => readMap(join(folder, 'other.js')))).toBe(stack);
  });
});
