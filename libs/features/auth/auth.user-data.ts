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
const origin = columnsKept('until the account is erased; each device and country for 180 days after it was last seen');
const refusal = columnsKept('30 days');

/** What this feature keeps of users. */
@Injectable()
export class AuthKeeper extends UserDataKeeper implements OnModuleInit {
  readonly feature = 'auth';
  private readonly ownTables: readonly TableDeclaration[] = [
    {
      name: 'auth_credential',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: account.personal('whose password it is', 'plain'),
        password_hash: account.personal('to check the password', 'hashed'),
        pepper_id: account.technical('which pepper the hash was made with'),
        changed_at: account.personal('shown to the user', 'plain'),
      },
    },
    {
      name: 'auth_session',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        id: session.technical('names the session in tokens'),
        user_id: session.personal('whose session it is', 'plain'),
        transport: session.technical('how the refresh token travels'),
        generation: session.technical('how often the refresh token was turned over'),
        current_hash: session.personal('to know the refresh token', 'hashed'),
        previous_hash: session.personal('to know a repeated refresh', 'hashed'),
        rotated_at: session.personal('ends the grace for repeated refreshes', 'plain'),
        created_at: session.personal('shown to the user', 'plain'),
        last_used_at: session.personal('shown to the user', 'plain'),
        expires_at: session.technical('ends an unused session'),
        stepped_up_at: session.technical('how fresh the proof of identity is'),
        ended_at: session.technical('an ended session stays ended'),
        end_reason: session.technical('tells a replayed token from a signed-out one'),
        origin_sealed: session.personal('device and place, shown to the user', 'sealed'),
      },
    },
    {
      name: 'auth_known_network',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: network.personal('who signed in from there', 'plain'),
        network_hash: network.personal('guesses of strangers must not lock the user out there', 'hashed'),
        seen_at: network.personal('ends the 90 days', 'plain'),
      },
    },
    {
      name: 'auth_known_origin',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: origin.personal('who signed in from there', 'plain'),
        seen_sealed: origin.personal('to tell the user of a sign-in from a device or country that is new', 'sealed'),
      },
    },
    {
      name: 'auth_user_role',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: account.personal('who holds the role', 'plain'),
        role: account.personal('what the user may do', 'plain'),
        given_at: account.technical('since when'),
      },
    },
    {
      name: 'auth_attempt',
      holds: 'no-user-data',
      why: 'counts guesses under keyed hashes that name nobody; a day at most',
    },
    {
      name: 'auth_import_refusal',
      holds: 'user-data',
      columns: {
        fingerprint: refusal.technical('which file it was'),
        record: refusal.technical('where in the file'),
        line: refusal.technical('where in the file'),
        reason: refusal.technical('why this record did not come in'),
        told_sealed: refusal.personal('the e-mail address, so that the operator can mend the record', 'sealed'),
        refused_at: refusal.technical('ends the 30 days'),
      },
    },
    { name: 'auth_import', holds: 'no-user-data', why: 'how many records of which file have come in' },
    {
      name: 'auth_password_kind',
      holds: 'no-user-data',
      why: 'how many passwords are hashed how, and a hash of nothing',
    },
    { name: 'auth_app_permission', holds: 'no-user-data', why: 'what the permissions of the app are called' },
    { name: 'auth_role', holds: 'no-user-data', why: 'what each role allows' },
    { name: 'auth_setup', holds: 'no-user-data', why: 'the hash of the one-time secret of the first administrator' },
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
