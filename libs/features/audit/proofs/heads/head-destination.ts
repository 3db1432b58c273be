import { counted } from '@platform/text/counted.rule';
import type { AuditLog } from '../log/audit-log.repository';

/** A signed checkpoint on its way to a place outside of the database. */
export interface SentHead {
  readonly log: AuditLog;
  readonly size: number;
  readonly root: Buffer;
  /** The signed note. */
  readonly note: string;
}

export interface HeadDestination {
  /** For example `folder`. It must stay stable, because what was sent is stored under it. */
  readonly name: string;
  readonly everySeconds: number;
  /** Its signatures are added before the checkpoint goes to other destinations. */
  readonly cosigns?: boolean;
  /** `sent` is the size that was sent last, or 0. Safe to repeat. */
  send(head: SentHead, sent: number): Promise<void>;
}

/** The destination has a checkpoint with more entries than this one. */
export class HeadIsAhead extends Error {
  constructor(
    readonly size: number,
    where: string,
  ) {
    super(`${where} has a checkpoint of ${counted(size, 'entry', 'entries')}, which is larger.`);
  }
}

/** The destination has a checkpoint that the log does not continue. */
export class HeadContradicted extends Error {
  constructor(
    /** The first position that differs; null if it is not known. */
    readonly position: number | null,
    where: string,
  ) {
    super(
      position === null
        ? `${where} has a checkpoint of other entries.`
        : `${where} has a checkpoint with another entry at position ${position}.`,
    );
  }
}
