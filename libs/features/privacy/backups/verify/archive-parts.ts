import type { KeyObject } from 'node:crypto';
import { counted } from '@platform/text/counted.rule';
import { placeOfSection } from '../archive/archive-header';
import type { ArchiveEnd, ArchiveReader, ReadChunk } from '../archive/archive-reader';
import { SectionTotals } from '../archive/archive-writer';
import { readFileEntries } from '../archive/file-entries.rule';
import { ValueReader } from '../archive/row-format.rule';
import { DamagedArchive } from '../archive/unusable-archive';
import { createsOnly } from '../database/create-statement.rule';
import { isTableShape, type TableShape } from '../database/table-shape';

export type ArchivePart =
  | { readonly kind: 'schema'; readonly tables: readonly TableShape[] }
  | { readonly kind: 'rows'; readonly table: TableShape; readonly content: Buffer; readonly items: number }
  | { readonly kind: 'files'; readonly content: Buffer };

/** Reads an archive to its end, and checks every chunk, all counts, the hashes and the signature. */
export async function* readParts(
  name: string,
  reader: ArchiveReader,
  privateKey: KeyObject,
): AsyncGenerator<ArchivePart, ArchiveEnd> {
  const totals = new SectionTotals();
  let tables: readonly TableShape[] = [];
  for await (const chunk of reader.chunks(privateKey)) {
    const { part, items } = partOf(name, chunk, tables);
    totals.add({ section: chunk.section, content: chunk.content, items });
    if (part.kind === 'schema') ({ tables } = part);
    yield part;
  }
  const end = await reader.end();
  const [found, expected] = [totals.result(), end.summary?.sections ?? {}];
  for (const section of new Set([...Object.keys(found), ...Object.keys(expected)])) {
    const [is, should] = [found[section], expected[section]];
    if (is && should && is.items === should.items && is.bytes === should.bytes && is.sha256 === should.sha256) continue;
    const detail = `it contains ${counted(is?.items ?? 0, 'entry', 'entries')} and must contain ${counted(should?.items ?? 0)}`;
    throw new DamagedArchive(name, placeOfSection(section), end.signed.bytes, detail);
  }
  return end;
}

function partOf(name: string, chunk: ReadChunk, tables: readonly TableShape[]): { part: ArchivePart; items: number } {
  const { section, content } = chunk;
  try {
    if (section === 'schema') {
      const read: unknown = JSON.parse(String(content));
      if (!Array.isArray(read) || !read.every(isTableShape)) throw new RangeError('It is not a list of tables.');
      for (const table of read) refuseOtherStatements(table);
      return { part: { kind: 'schema', tables: read }, items: read.length };
    }
    if (section === 'files') {
      const items = [...readFileEntries(content)].filter(({ kind }) => kind === 'end').length;
      return { part: { kind: 'files', content }, items };
    }
    const table = tables.find((candidate) => section.endsWith(`.${candidate.name}`));
    if (!table) throw new RangeError('The schema does not contain this table.');
    const items = countRows(content, table.columns.length);
    return { part: { kind: 'rows', table, content, items }, items };
  } catch (error) {
    throw new DamagedArchive(name, placeOfSection(section), chunk.at, (error as Error).message.replace(/\.$/, ''));
  }
}

/** The archive may come from anyone, and the server runs this text. */
function refuseOtherStatements({ name, create }: TableShape): void {
  if (!createsOnly(name, create)) throw new RangeError(`The statement for ${name} does more than create this table.`);
}

function countRows(content: Buffer, columns: number): number {
  const values = new ValueReader(content);
  let count = 0;
  for (; !values.isAtEnd; count++) for (let column = 0; column < columns; column++) values.next();
  return count;
}
