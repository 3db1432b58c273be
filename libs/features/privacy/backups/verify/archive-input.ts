import type { Readable } from 'node:stream';
import { ArchiveReader } from '../archive/archive-reader';
import type { ArchiveKind } from '../archive/archive-header';
import { UnusableArchive } from '../archive/unusable-archive';

/** An archive that can be read several times, for example to verify it before it is restored. */
export interface ArchiveInput {
  /** For messages. */
  readonly name: string;
  open(): Promise<Readable | undefined>;
}

export async function openArchive(input: ArchiveInput, kind?: ArchiveKind): Promise<ArchiveReader> {
  const stream = await input.open();
  if (!stream) throw new UnusableArchive(`${input.name} does not exist.`);
  const reader = await ArchiveReader.open(input.name, stream);
  if (kind === undefined || reader.header.kind === kind) return reader;
  await reader.close();
  throw new UnusableArchive(`${input.name} is an archive of the ${reader.header.kind}, not of the ${kind}.`);
}
