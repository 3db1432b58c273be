import { quoted, type TableShape } from '../database/table-shape';

/** From this number of rows on, building an index once is faster than extending it with every row. */
const LARGE = 20_000;
const DEFERRABLE = /^ {2}((?:UNIQUE )?KEY .*?),?$/;
const AUTO_INCREMENT = /^ {2}(`(?:[^`]|``)+`) .*\bAUTO_INCREMENT\b/;

export interface TableCreation {
  readonly create: string;
  /** Adds the other indexes once the rows are in the table; undefined if there are none. */
  readonly addIndexes: string | undefined;
}

/** Splits the statement of a large table, so that its secondary indexes are built after its rows were inserted. */
export function creationOf({ name, create }: TableShape, rows: number): TableCreation {
  if (rows < LARGE) return { create, addIndexes: undefined };
  const lines = create.split('\n');
  // The server requires an index that starts with this column from the beginning.
  const counted = lines.map((line) => AUTO_INCREMENT.exec(line)?.[1]).find((column) => column !== undefined);
  const isDeferred = (line: string) => DEFERRABLE.test(line) && !(counted && line.includes(`(${counted}`));
  const indexes = lines.filter(isDeferred).map((line) => `ADD ${DEFERRABLE.exec(line)?.[1]}`);
  if (indexes.length === 0) return { create, addIndexes: undefined };
  const kept = lines.filter((line) => !isDeferred(line));
  // The last line before the options has no comma.
  const last = kept.length - 2;
  kept[last] = kept[last]!.replace(/,$/, '');
  return { create: kept.join('\n'), addIndexes: `ALTER TABLE ${quoted(name)} ${indexes.join(', ')}` };
}
