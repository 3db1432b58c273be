import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type SealedUser, UserImporter } from '@features/users';
import { Problem } from '@platform/errors/problem';
import { Events } from '@platform/event-log/events';
import { asUnavailable, duplicateKeyOf } from '@platform/persistence/failures';
import { Transactions } from '@platform/persistence/transactions';
import { RoleHolders, RoleRepository, RolesChanged } from '@features/access';
import { CredentialRepository } from '@features/auth';
import type { Refusal } from '../import-refused';
import { ImportLedger } from './import-ledger.repository';
import type { LedgerEntry } from './ledger-entry';
import type { Candidate } from './record-check';
import { SeenNames } from './seen-names';
import { RecordFilter, type FilteredRecords } from './record-filter';

const ATTEMPTS = 5;
const PAUSE_MS = 500;

export interface Batch {
  readonly entry: LedgerEntry;
  readonly checked: readonly (Candidate | Refusal)[];
}

/** Another process has taken over the file, so the state of this run may be outdated. */
export class LeaseLost extends Error {
  constructor() {
    super('Another process has taken over the import of this file.');
  }
}

/** The state has changed since the batch was checked. */
class Outdated extends Error {}

/** Writes a batch in one transaction: its users, its rejections and the new position. */
@Injectable()
export class BatchWriter {
  constructor(
    private readonly filter: RecordFilter,
    private readonly importer: UserImporter,
    private readonly credentials: CredentialRepository,
    private readonly holders: RoleHolders,
    private readonly roles: RoleRepository,
    private readonly ledger: ImportLedger,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async write({ entry, checked }: Batch): Promise<FilteredRecords> {
    for (let attempt = 1; ; attempt++) {
      const filtered = await this.filter.run(checked, new SeenNames());
      const sealed = await this.importer.seal(filtered.accepted.map(({ user }) => user));
      try {
        await this.transactions.run(() => this.store(entry, filtered, sealed));
        return filtered;
      } catch (error) {
        // The commit may have succeeded although its response was lost.
        if (asUnavailable(error) && (await this.isCommitted(entry, filtered))) return filtered;
        if (!isTransient(error) || attempt === ATTEMPTS) throw error;
        if (isRolledBack(error)) await this.importer.abandon(sealed);
        await pause(PAUSE_MS);
      }
    }
  }

  private async store(entry: LedgerEntry, filtered: FilteredRecords, sealed: readonly SealedUser[]): Promise<void> {
    for (const [index, candidate] of filtered.accepted.entries())
      await this.add(sealed[index] as SealedUser, candidate);
    for (const role of new Set(filtered.accepted.flatMap(({ roles }) => roles))) {
      if (!(await this.roles.lock(role))) throw new Outdated(`The role ${role} no longer exists.`);
    }
    // This statement is last, because it needs a response; the deferred inserts are sent with it.
    if (!(await entry.write(this.ledger, filtered))) throw new LeaseLost();
  }

  private async add(user: SealedUser, { password, roles }: Candidate): Promise<void> {
    const { id } = user.account;
    await this.importer.create(user);
    if (password !== undefined) await this.credentials.addLegacyHash(id, password);
    if (roles.length === 0) return;
    const assigned = [...new Set(roles)].sort();
    for (const role of assigned) await this.holders.add(id, role);
    await this.events.publish(RolesChanged.of({ subject: id, facts: { before: [], after: assigned } }));
  }

  private async isCommitted(entry: LedgerEntry, filtered: FilteredRecords): Promise<boolean> {
    const state = await this.ledger.find(entry.fingerprint).catch(() => undefined);
    return state?.lease === entry.lease && entry.isCommitted(state, filtered);
  }
}

/** Whether the transaction was certainly rolled back. */
function isRolledBack(error: unknown): boolean {
  return error instanceof Outdated || error instanceof Problem || duplicateKeyOf(error) !== undefined;
}

function isTransient(error: unknown): boolean {
  return isRolledBack(error) || asUnavailable(error) !== undefined;
}
