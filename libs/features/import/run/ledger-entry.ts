import type { ImportLedger, ImportState } from './import-ledger.repository';
import { countsIn, type FilteredRecords } from './record-filter';

/** The ledger entry of a batch. */
export interface LedgerEntry {
  readonly fingerprint: Buffer;
  readonly lease: number;
  /** Must run in the transaction of the batch. Returns false if another process has taken the lease. */
  write(ledger: ImportLedger, filtered: FilteredRecords): Promise<boolean>;
  /** Whether this entry was committed, if no other process has had the lease. */
  isCommitted(state: ImportState, filtered: FilteredRecords): boolean;
}

/** The next records of the file. */
export class AdvanceEntry implements LedgerEntry {
  constructor(
    readonly fingerprint: Buffer,
    readonly lease: number,
    /** The number of processed records before and after this batch. */
    private readonly from: number,
    private readonly to: number,
  ) {}

  async write(ledger: ImportLedger, filtered: FilteredRecords): Promise<boolean> {
    for (const refusal of filtered.refusals) await ledger.addRefusal(this.fingerprint, refusal);
    return ledger.advance(this.fingerprint, this.lease, { from: this.from, to: this.to, ...countsIn(filtered) });
  }

  isCommitted({ records }: ImportState): boolean {
    return records === this.to;
  }
}

/** Records that were rejected before. */
export class RetryEntry implements LedgerEntry {
  constructor(
    readonly fingerprint: Buffer,
    readonly lease: number,
    private readonly createdBefore: number,
  ) {}

  async write(ledger: ImportLedger, filtered: FilteredRecords): Promise<boolean> {
    for (const { record } of filtered.accepted) await ledger.removeRefusal(this.fingerprint, record);
    for (const refusal of filtered.refusals) await ledger.changeRefusal(this.fingerprint, refusal);
    const by = { ...countsIn(filtered), createdBefore: this.createdBefore };
    return ledger.recordRetry(this.fingerprint, this.lease, by);
  }

  /** If no user was imported, writing the reasons again is harmless. */
  isCommitted({ created }: ImportState, { accepted }: FilteredRecords): boolean {
    return accepted.length > 0 && created === this.createdBefore + accepted.length;
  }
}
