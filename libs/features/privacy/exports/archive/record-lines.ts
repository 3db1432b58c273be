import { isJsonObject } from '@platform/text/json-object.rule';
import { LineTooLong, linesIn } from '@platform/text/lines-in';
import { BrokenArchive } from './broken-archive';

/** Far above the size of any record. */
const MAX_RECORD_BYTES = 64 * 1024 * 1024;

/** The text of the records of one kind: a JSON list with one record per line, so that it can be read as a stream. */
export const LIST_START = '[\n';
export const LIST_SEPARATOR = ',\n';
export const LIST_END = '\n]\n';

/** Parses such a list, one record at a time. */
export async function* recordsIn(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  parse: (text: string) => unknown = JSON.parse,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  let previous: string | undefined;
  let number = 0;
  let hasEnded = false;
  for await (const line of linesOf(chunks, path)) {
    number++;
    if (hasEnded) throw new BrokenArchive(path, 'it continues after the end of the list');
    if (number === 1) {
      if (line !== '[') throw new BrokenArchive(path, 'it is not a list');
    } else if (line === ']') {
      hasEnded = true;
      if (previous === undefined) throw new BrokenArchive(path, 'the list is empty');
      yield parsed(previous, path, number - 1, parse);
    } else {
      if (previous !== undefined) yield parsed(withoutComma(previous, path, number - 1), path, number - 1, parse);
      previous = line;
    }
  }
  if (!hasEnded) throw new BrokenArchive(path, 'the list has no end');
}

function withoutComma(line: string, path: string, number: number): string {
  if (!line.endsWith(',')) throw new BrokenArchive(path, `line ${number} does not end with a comma`);
  return line.slice(0, -1);
}

function parsed(text: string, path: string, number: number, parse: (text: string) => unknown) {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    throw new BrokenArchive(path, `line ${number} is not JSON`);
  }
  if (!isJsonObject(value)) throw new BrokenArchive(path, `line ${number} is not a JSON object`);
  return value;
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const textOf = (bytes: Uint8Array) => {
    try {
      return decoder.decode(bytes);
    } catch {
      throw new BrokenArchive(path, 'it is not UTF-8');
    }
  };
  try {
    for await (const line of linesIn(chunks, MAX_RECORD_BYTES)) yield textOf(line);
  } catch (error) {
    throw error instanceof LineTooLong ? new BrokenArchive(path, 'a record is too large') : error;
  }
}
