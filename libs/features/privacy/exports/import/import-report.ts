import type { UserId } from '@platform/ids/ids';
import type { ExportId } from '../archive/export-id';

export interface ImportedKind {
  readonly provider: string;
  readonly kind: string;
  imported: number;
  /** The number of records and files that were not imported, by reason. */
  readonly skipped: Record<string, number>;
}

/** A field of a record that the user is not allowed to store here, or that is not valid. */
export interface LeftOutField {
  readonly path: string;
  /** The number of the record in the file, from 1. */
  readonly record: number;
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** How records of one kind differ after the import from those of the export. */
export interface ChangedKind {
  readonly provider: string;
  readonly kind: string;
  readonly compared: number;
  /** Imported records that the account does not have now, for example because a later one replaced them. */
  readonly missing: number;
  /** The number of records whose field has another value, by the name of the field. */
  readonly fields: Readonly<Record<string, number>>;
}

/** An ID or a time that had to change. Other values are personal, so only the names of their fields are listed. */
export interface ChangedValue {
  readonly provider: string;
  readonly kind: string;
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

export interface ImportReport {
  readonly exportId: ExportId;
  /** The account that was exported. */
  readonly exportedUserId: UserId;
  readonly userId: UserId;
  readonly kinds: readonly ImportedKind[];
  /** The first ones. */
  readonly leftOut: readonly LeftOutField[];
  readonly changed: readonly ChangedKind[];
  /** The first ones; `changed` counts all. */
  readonly changedValues: readonly ChangedValue[];
}
