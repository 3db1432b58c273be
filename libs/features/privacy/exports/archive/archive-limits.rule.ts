/** What an archive may contain. Larger ones are refused before they are read. */
export interface ArchiveLimits {
  readonly entries: number;
  /** Of all entries together, uncompressed. */
  readonly bytes: number;
  /** Of an entry that is larger than `smallBytes`: uncompressed to compressed size. */
  readonly ratio: number;
  readonly smallBytes: number;
  readonly manifestBytes: number;
}

const MIB = 1024 * 1024;

export const LIMITS: ArchiveLimits = {
  entries: 200_000,
  bytes: 1024 * 1024 * MIB,
  ratio: 500,
  smallBytes: 10 * MIB,
  manifestBytes: 128 * MIB,
};
