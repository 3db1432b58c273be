import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import { ChangeAccess } from '../changes/change-access';
import type { ShownChanges } from '../changes/change-view';
import type { Changes } from '../changes/changes';
import type { EventEntry } from './event-log.repository';
import { EventReader } from './event-reader';

/** Opens the values of events that a user whom they concern can read. */
@Injectable()
export class SubjectChanges {
  constructor(
    private readonly reader: EventReader,
    private readonly access: ChangeAccess,
  ) {}

  /** Returns the changes of each entry, without the fields that are hidden from the user. */
  async of(userId: UserId, entries: readonly EventEntry[]): Promise<Changes[]> {
    const opened = await this.reader.open(entries, await this.access.forSubject(userId, false));
    return opened.map(({ changes }) => visible(changes));
  }
}

function visible(shown: ShownChanges): Changes {
  const entries = Object.entries(shown).flatMap(([field, change]) => ('hidden' in change ? [] : [[field, change]]));
  return Object.fromEntries(entries) as Changes;
}
