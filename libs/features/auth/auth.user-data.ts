import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions } from '@platform/persistence/transactions';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataKeeper } from '@platform/user-data/user-data-keeper';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { Vault } from '@platform/vault/vault';
import { AuthShares } from './auth-shares';
import { AttemptRepository } from './brake/attempt.repository';
import { CredentialRepository } from './password/credential.repository';
import { KnownOriginRepository } from './notices/known-origin.repository';
import { NewSignIn } from './notices/new-sign-in';
import { RoleHolders } from './roles/role-holders.repository';
import { ORIGIN_PLACE } from './sessions/session-opener';
import { SessionRepository } from './sessions/session.repository';

const account = columnsKept('until the account is erased');
const session = columnsKept('until 90 days after the session expired');
const network = columnsKept('90 days');
const origin = columnsKept('until the account is erased; each device and country for 180 days after its last sign-in');
const refusal = columnsKept('30 days');

/** Declares, exports and erases the user data of this feature. */
@Injectable()
export class AuthKeeper extends UserDataKeeper implements OnModuleInit {
  readonly feature = 'auth';
  private readonly ownTables: readonly TableDeclaration[] = [
    {
      name: 'auth_credential',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: account.personal('owner of the password', 'plain'),
        password_hash: account.personal('to verify the password', 'hashed'),
        pepper_id: account.technical('pepper of the hash'),
        changed_at: account.personal('shown to the user', 'plain'),
      },
    },
    {
      name: 'auth_session',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        id: session.technical('ID of the session in tokens'),
        user_id: session.personal('owner of the session', 'plain'),
        transport: session.technical('transport of the refresh token'),
        generation: session.technical('number of rotations of the refresh token'),
        current_hash: session.personal('to recognise the refresh token', 'hashed'),
        previous_hash: session.personal('to recognise a repeated refresh', 'hashed'),
        rotated_at: session.personal('end of the grace period for repeated refreshes', 'plain'),
        created_at: session.personal('shown to the user', 'plain'),
        last_used_at: session.personal('shown to the user', 'plain'),
        expires_at: session.technical('expiry of an unused session'),
        stepped_up_at: session.technical('time of the last step-up authentication'),
        ended_at: session.technical('time at which the session ended'),
        end_reason: session.technical('to distinguish a reused token from a sign-out'),
        origin_sealed: session.personal('device and country, shown to the user', 'sealed'),
      },
    },
    {
      name: 'auth_known_network',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: network.personal('user who signed in from there', 'plain'),
        network_hash: network.personal("to keep other networks' failed attempts from locking the user out", 'hashed'),
        seen_at: network.personal('start of the 90 days', 'plain'),
      },
    },
    {
      name: 'auth_known_origin',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: origin.personal('user who signed in from there', 'plain'),
        seen_sealed: origin.personal('to notify the user of a sign-in from a new device or country', 'sealed'),
      },
    },
    {
      name: 'auth_user_role',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: account.personal('user who has the role', 'plain'),
        role: account.personal('role of the user', 'plain'),
        given_at: account.technical('time of the assignment'),
      },
    },
    {
      name: 'auth_attempt',
      holds: 'no-user-data',
      why: 'counts failed attempts under keyed hashes that identify no user, for at most a day',
    },
    {
      name: 'auth_import_refusal',
      holds: 'user-data',
      columns: {
        fingerprint: refusal.technical('fingerprint of the import file'),
        record: refusal.technical('position in the file'),
        line: refusal.technical('position in the file'),
        reason: refusal.technical('reason for the rejection'),
        told_sealed: refusal.personal('email address, so that the operator can correct the record', 'sealed'),
        refused_at: refusal.technical('start of the 30 days'),
      },
    },
    { name: 'auth_import', holds: 'no-user-data', why: 'number of imported records of each file' },
    {
      name: 'auth_password_kind',
      holds: 'no-user-data',
      why: 'number of passwords by hash type, and a dummy hash',
    },
    { name: 'auth_app_permission', holds: 'no-user-data', why: "names of the app's permissions" },
    { name: 'auth_role', holds: 'no-user-data', why: 'permissions of each role' },
    { name: 'auth_setup', holds: 'no-user-data', why: 'hash of the setup token' },
  ];

  get tables(): readonly TableDeclaration[] {
    return [...this.ownTables, ...this.shares.all().flatMap(({ tables }) => tables)];
  }

  constructor(
    private readonly shares: AuthShares,
    private readonly registry: UserDataRegistry,
    private readonly credentials: CredentialRepository,
    private readonly sessions: SessionRepository,
    private readonly attempts: AttemptRepository,
    private readonly holders: RoleHolders,
    private readonly newSignIn: NewSignIn,
    private readonly knownOrigins: KnownOriginRepository,
    private readonly vault: Vault,
    private readonly transactions: Transactions,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async export(userId: string): Promise<Record<string, unknown>> {
    const box = await this.vault.boxOf(userId);
    const changedAt = await this.credentials.changedAt(userId);
    const sessions = (await this.sessions.everyOf(userId)).map((session) => {
      const seen = box.open(ORIGIN_PLACE, session.originSealed);
      return { ...session, originSealed: undefined, from: seen ? (JSON.parse(seen) as unknown) : null };
    });
    const shares: Record<string, unknown> = {};
    for (const share of this.shares.all()) shares[share.name] = await share.export(userId);
    return {
      ...shares,
      password: changedAt ? { changedAt: changedAt.toISOString() } : null,
      roles: await this.holders.rolesOf(userId),
      sessions,
      knownOrigins: (await this.newSignIn.allKnown(userId, box)) ?? null,
      knownNetworks: (await this.attempts.knownNetworksOf(userId)).map((seenAt) => ({ seenAt })),
    };
  }

  async erase(userId: string): Promise<void> {
    await this.transactions.run(async () => {
      await this.credentials.remove(userId);
      await this.sessions.removeAllOf(userId);
      await this.attempts.forgetNetworksOf(userId);
      await this.knownOrigins.remove(userId);
      await this.holders.replace(userId, []);
      for (const share of this.shares.all()) await share.erase(userId);
    });
  }
}
