import { Column, PrimaryColumn, type ColumnOptions } from 'typeorm';
import { idFromBytes, idToBytes } from '@platform/ids/ids';

/** Column types that behave the same on MySQL and MariaDB. Entities use these instead of `@Column`. */
const idTransformer = {
  to: (id: unknown) => (typeof id === 'string' ? idToBytes(id) : id),
  from: (bytes: Buffer | null) => (bytes === null ? null : idFromBytes(bytes)),
};

export function PrimaryIdColumn(options: { name?: string } = {}): PropertyDecorator {
  return PrimaryColumn({ ...options, type: 'binary', length: 16, transformer: idTransformer });
}

export function IdColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'binary', length: 16, transformer: idTransformer });
}

/** SHA-256 sized: token hashes, blind indexes. Exact by nature, unlike a text under a collation. */
export function HashColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'binary', length: 32 });
}

export function PrimaryHashColumn(options: { name?: string } = {}): PropertyDecorator {
  return PrimaryColumn({ ...options, type: 'binary', length: 32 });
}

export function FlagColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'tinyint', transformer: { to: Number, from: Boolean } });
}

/** Text that must compare byte by byte. */
export function ExactTextColumn(length: number, options: ColumnOptions = {}): PropertyDecorator {
  const transformer = {
    to: (value: unknown) => (typeof value === 'string' ? Buffer.from(value, 'utf8') : value),
    from: (bytes: Buffer | null) => (bytes === null ? null : bytes.toString('utf8')),
  };
  return Column({ ...options, type: 'varbinary', length, transformer });
}

/** A few words without commas. */
export function WordsColumn(length: number, options: ColumnOptions = {}): PropertyDecorator {
  const transformer = {
    to: (words: unknown) => (Array.isArray(words) ? Buffer.from(words.join(), 'utf8') : words),
    from: (bytes: Buffer | null) => (bytes === null ? null : bytes.toString('utf8').split(',').filter(Boolean)),
  };
  return Column({ ...options, type: 'varbinary', length, transformer });
}

/** Binary data that is not text. */
export function BytesColumn(length: number, options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'varbinary', length });
}

/** What the vault sealed: the UTF-8 bytes of a text and 29 more, 35 for what it seals under the system's key. */
export function SealedColumn(length: number, options: ColumnOptions = {}): PropertyDecorator {
  return length > 16_000
    ? Column({ ...options, type: 'mediumblob' })
    : Column({ ...options, type: 'varbinary', length });
}

export function TextColumn(length: number, options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'varchar', length });
}

/** Milliseconds, UTC. Written by us: `DEFAULT CURRENT_TIMESTAMP` differs between the servers. */
export function TimeColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'datetime', precision: 3 });
}

/** A day, in UTC. */
export function DateColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'date' });
}

export function CountColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'int', unsigned: true });
}

export function JsonColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'json' });
}

export function PrimaryTextColumn(length: number, options: { name?: string } = {}): PropertyDecorator {
  return PrimaryColumn({ ...options, type: 'varchar', length });
}

export function PrimaryCountColumn(options: { name?: string } = {}): PropertyDecorator {
  return PrimaryColumn({ ...options, type: 'int', unsigned: true });
}

export function PrimarySmallColumn(options: { name?: string } = {}): PropertyDecorator {
  return PrimaryColumn({ ...options, type: 'tinyint', unsigned: true });
}

export function SmallColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'tinyint', unsigned: true });
}
