import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions } from '@platform/persistence/transactions';
import type { ColumnDeclaration, TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataKeeper } from '@platform/user-data/user-data-keeper';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { Vault } from '@platform/vault/vault';
import { AttemptRepository } from './brake/attempt.repository';
import { CredentialRepository } from './password/credential.repository';
import { RoleHolders } from './roles/role-holders.repository';
import { ORIGIN_PLACE } from './sessions/session-opener';
import { SessionRepository } from './sessions/session.repository';

const ACCOUNT = 'until the account is erased';
const SESSION = 'until 90 days after the session expired';
const technical = (why: string, kept: string): ColumnDeclaration => ({ personal: false, why, kept });
const personal = (why: string, kept: string, protection: ColumnDeclaration['protection']): ColumnDeclaration => ({
  personal: true,
  why,
  kept,
  protection,
});

/** What this feature keeps of users. */
@Injectable()
export class AuthKeeper extends UserDataKeeper implements OnModuleInit {
  readonly feature = 'auth';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'auth_credential',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: personal('whose password it is', ACCOUNT, 'plain'),
        password_hash: personal('to check the password', ACCOUNT, 'hashed'),
        pepper_id: technical('which pepper the hash was made with', ACCOUNT),
        changed_at: personal('shown to the user', ACCOUNT, 'plain'),
      },
    },
    {
      name: 'auth_session',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        id: technical('names the session in tokens', SESSION),
        user_id: personal('whose session it is', SESSION, 'plain'),
        transport: technical('how the refresh token travels', SESSION),
        generation: technical('how often the refresh token was turned over', SESSION),
        current_hash: personal('to know the refresh token', SESSION, 'hashed'),
        previous_hash: personal('to know a repeated refresh', SESSION, 'hashed'),
        rotated_at: personal('ends the grace for repeated refreshes', SESSION, 'plain'),
        created_at: personal('shown to the user', SESSION, 'plain'),
        last_used_at: personal('shown to the user', SESSION, 'plain'),
        expires_at: technical('ends an unused session', SESSION),
        stepped_up_at: technical('how fresh the proof of identity is', SESSION),
        ended_at: technical('an ended session stays ended', SESSION),
        end_reason: technical('tells a replayed token from a signed-out one', SESSION),
        origin_sealed: personal('device and place, shown to the user', SESSION, 'sealed'),
      },
    },
    {
      name: 'auth_known_network',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: personal('who signed in from there', '90 days', 'plain'),
        network_hash: personal('guesses of strangers must not lock the user out there', '90 days', 'hashed'),
        seen_at: personal('ends the 90 days', '90 days', 'plain'),
      },
    },
    {
      name: 'auth_user_role',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: personal('who holds the role', ACCOUNT, 'plain'),
        role: personal('what the user may do', ACCOUNT, 'plain'),
        given_at: technical('since when', ACCOUNT),
      },
    },
    {
      name: 'auth_attempt',
      holds: 'no-user-data',
      why: 'counts guesses under keyed hashes that name nobody; a day at most',
    },
    { name: 'auth_role', holds: 'no-user-data', why: 'what each role allows' },
    { name: 'auth_setup', holds: 'no-user-data', why: 'the hash of the one-time secret of the first administrator' },
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly credentials: CredentialRepository,
    private readonly sessions: SessionRepository,
    private readonly attempts: AttemptRepository,
    private readonly holders: RoleHolders,
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
    return {
      password: changedAt ? { changedAt: changedAt.toISOString() } : null,
      roles: await this.holders.rolesOf(userId),
      sessions,
      knownNetworks: (await this.attempts.knownNetworksOf(userId)).map((seenAt) => ({ seenAt })),
    };
  }

  async erase(userId: string): Promise<void> {
    await this.transactions.run(async () => {
      await this.credentials.remove(userId);
      await this.sessions.removeAllOf(userId);
      await this.attempts.forgetNetworksOf(userId);
      await this.holders.replace(userId, []);
    });
  }
}
