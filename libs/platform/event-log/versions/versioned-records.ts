import { Injectable } from '@nestjs/common';
import type { Caller } from '@platform/access/principal';
import type { ExpectedVersion } from '@platform/http/serialization/if-match';
import type { UserId } from '@platform/ids/ids';
import type { EventDefinition } from '../definitions/define-event';

export type RecordValues = Readonly<Record<string, unknown>>;

/** A field of a record of a user, for example `bio` of `profile`. */
export interface RecordField {
  readonly record: string;
  readonly field: string;
}

export interface RecordChange {
  readonly by: Caller;
  readonly userId: UserId;
  readonly record: string;
  /** The values to set by field; null removes a value. Other fields do not change. */
  readonly values: RecordValues;
  readonly expected: ExpectedVersion | undefined;
}

/** The route by which staff change a record. */
export interface RecordRoute {
  readonly permission: string;
  /** Changes the record like this route, in the transaction of the caller. Returns the names of the changed fields. */
  change(change: RecordChange): Promise<readonly string[]>;
}

/** Records of which every change is an event with the values before and after. */
export interface VersionedRecord {
  /** The names of the records. A name that ends with `.*` matches all records with that prefix. */
  readonly records: readonly string[];
  /** The events that change them. The readers of a value that never changed are those of the first event. */
  readonly events: readonly EventDefinition[];
  /** The field that a name in the changes of an event refers to; undefined if it belongs to none of the records. */
  fieldOf(changed: string, facts: object): RecordField | undefined;
  /** All current values by their names in the changes of an event; undefined if the account does not exist. */
  current(userId: UserId): Promise<RecordValues | undefined>;
  /** Undefined if staff cannot restore the record. */
  readonly route?: RecordRoute;
}

/** The records of users whose earlier versions the log contains. */
@Injectable()
export class VersionedRecords {
  private readonly defined: VersionedRecord[] = [];

  define(record: VersionedRecord): void {
    this.defined.push(record);
  }

  all(): readonly VersionedRecord[] {
    return this.defined;
  }

  named(name: string): VersionedRecord | undefined {
    return this.defined.find(({ records }) =>
      records.some((one) => (one.endsWith('.*') ? name.startsWith(one.slice(0, -1)) : name === one)),
    );
  }
}
