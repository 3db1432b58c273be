import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { UserImporter, type SealedUser } from '@features/users';
import { Problem } from '@platform/errors/problem';
import { Events } from '@platform/events/events';
import { asUnavailable, duplicateKeyOf } from '@platform/persistence/failures';
import { Transactions } from '@platform/persistence/transactions';
import { RolesChanged } from '../../auth.events';
import { CredentialRepository } from '../../password/credential.repository';
import { RoleHolders } from '../../roles/role-holders.repository';
import { RoleRepository } from '../../roles/role.repository';
import type { Refusal } from '../import-refused';
import { ImportLedger } from './import-ledger.repository';
import type { LedgerEntry } from './ledger-entry';
import type { Candidate } from './record-check';
import { SeenNames } from './seen-names';
import { Sift, type Sifted } from './sift';

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
    private readonly sift: Sift,
    private readonly importer: UserImporter,
    private readonly credentials: CredentialRepository,
    private readonly holders: RoleHolders,
    private readonly roles: RoleRepository,
    private readonly ledger: ImportLedger,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async write({ entry, checked }: Batch): Promise<Sifted> {
    for (let attempt = 1; ; attempt++) {
      const sifted = await this.sift.run(checked, new SeenNames());
      const sealed = await this.importer.seal(sifted.accepted.map(({ user }) => user));
      try {
        await this.transactions.run(() => this.store(entry, sifted, sealed));
        return sifted;
      } catch (error) {
        // The commit may have succeeded although its response was lost.
        if (asUnavailable(error) && (await this.stands(entry, sifted))) return sifted;
        if (!isPassing(error) || attempt === ATTEMPTS) throw error;
        if (isRefused(error)) await this.importer.abandon(sealed);
        await pause(PAUSE_MS);
      }
    }
  }

  private async store(entry: LedgerEntry, sifted: Sifted, sealed: readonly SealedUser[]): Promise<void> {
    for (const [at, candidate] of sifted.accepted.entries()) await this.add(sealed[at] as SealedUser, candidate);
    for (const role of new Set(sifted.accepted.flatMap(({ roles }) => roles))) {
      if (!(await this.roles.lock(role))) throw new Outdated(`The role ${role} no longer exists.`);
    }
    // This statement is last, because it needs a response; the deferred inserts are sent with it.
    if (!(await entry.write(this.ledger, sifted))) throw new LeaseLost();
  }

  private async add(user: SealedUser, { password, roles }: Candidate): Promise<void> {
    const { id } = user.account;
    await this.importer.create(user);
    if (password !== undefined) await this.credentials.addForeign(id, password);
    if (roles.length === 0) return;
    const given = [...new Set(roles)].sort();
    for (const role of given) await this.holders.add(id, role);
    await this.events.publish(RolesChanged.of({ subject: id, facts: { before: [], after: given } }));
  }

  private async stands(entry: LedgerEntry, sifted: Sifted): Promise<boolean> {
    const state = await this.ledger.find(entry.fingerprint).catch(() => undefined);
    return state?.lease === entry.lease && entry.stands(state, sifted);
  }
}

/** Certain not to have happened. */
function isRefused(error: unknown): boolean {
  return error instanceof Outdated || error instanceof Problem || duplicateKeyOf(error) !== undefined;
}

function isPassing(error: unknown): boolean {
  return isRefused(error) || asUnavailable(error) !== undefined;
}
