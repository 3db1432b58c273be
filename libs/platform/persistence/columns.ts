import { Column, Generated, PrimaryColumn, type ColumnOptions } from 'typeorm';
import { idFromBytes, idToBytes } from '@platform/ids/ids';

const ID_BYTES = 16;

/** Column types that behave the same on MySQL and MariaDB. Entities use these instead of `@Column`. */
const idTransformer = {
  to: (id: unknown) => (typeof id === 'string' ? idToBytes(id) : id),
  from: (bytes: Buffer | null) => (bytes === null ? null : idFromBytes(bytes)),
};

export function PrimaryIdColumn(options: { name?: string } = {}): PropertyDecorator {
  return PrimaryColumn({ ...options, type: 'binary', length: 16, transformer: idTransformer });
}

/** A number that the database gives to each new row, in the order of the inserts. */
export function PrimarySequenceColumn(options: { name?: string } = {}): PropertyDecorator {
  const column = PrimarySizeColumn(options);
  const generated = Generated('increment');
  return (target, property) => {
    column(target, property);
    generated(target, property);
  };
}

export function IdColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'binary', length: 16, transformer: idTransformer });
}

/** A list of IDs; null instead of an empty one. */
export function IdsColumn(max: number, options: ColumnOptions = {}): PropertyDecorator {
  const transformer = {
    to: (ids: readonly string[]) => (ids.length === 0 ? null : Buffer.concat(ids.map(idToBytes))),
    from: idsFromBytes,
  };
  return Column({ ...options, type: 'varbinary', length: max * ID_BYTES, nullable: true, transformer });
}

function idsFromBytes(bytes: Buffer): string[] {
  return Array.from({ length: bytes.length / ID_BYTES }, (_, at) =>
    idFromBytes(bytes.subarray(at * ID_BYTES, (at + 1) * ID_BYTES)),
  );
}

/**
 * For values of the size of a SHA-256 hash, such as token hashes and blind indexes. Binary columns compare exactly,
 * without a collation.
 */
export function HashColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'binary', length: 32 });
}

export function PrimaryHashColumn(options: { name?: string } = {}): PropertyDecorator {
  return PrimaryColumn({ ...options, type: 'binary', length: 32 });
}

export function FlagColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'tinyint', transformer: { to: Number, from: Boolean } });
}

const exactText = {
  to: (value: unknown) => (typeof value === 'string' ? Buffer.from(value, 'utf8') : value),
  from: (bytes: Buffer | null) => (bytes === null ? null : bytes.toString('utf8')),
};

/** Text that must compare byte by byte. */
export function ExactTextColumn(length: number, options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'varbinary', length, transformer: exactText });
}

export function PrimaryExactTextColumn(length: number, options: { name?: string } = {}): PropertyDecorator {
  return PrimaryColumn({ ...options, type: 'varbinary', length, transformer: exactText });
}

/** A list of words that contain no commas. */
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

/** A value sealed by the vault. Sealing adds 29 bytes to the UTF-8 text, or 35 bytes with a system key. */
export function SealedColumn(length: number, options: ColumnOptions = {}): PropertyDecorator {
  return length > 16_000
    ? Column({ ...options, type: 'mediumblob' })
    : Column({ ...options, type: 'varbinary', length });
}

export function TextColumn(length: number, options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'varchar', length });
}

/**
 * A UTC time in milliseconds. Statements set it explicitly, because `DEFAULT CURRENT_TIMESTAMP` differs between the
 * servers.
 */
export function TimeColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'datetime', precision: 3 });
}

/** A date in UTC. */
export function DateColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'date' });
}

export function CountColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'int', unsigned: true });
}

const largeNumber = { to: Number, from: Number };

/** A number of bytes or entries. */
export function SizeColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'bigint', unsigned: true, transformer: largeNumber });
}

export function PrimarySizeColumn(options: { name?: string } = {}): PropertyDecorator {
  return PrimaryColumn({ ...options, type: 'bigint', unsigned: true, transformer: largeNumber });
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
