import { Injectable, type OnModuleInit } from '@nestjs/common';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { Vault } from '@platform/vault/vault';
import { ORIGIN_PLACE } from './session-opener';
import { SessionRepository } from './session.repository';

const session = columnsKept('until 90 days after the session expired');

@Injectable()
export class SessionsUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'auth.sessions';
  readonly tables: readonly TableDeclaration[] = [
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
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly sessions: SessionRepository,
    private readonly vault: Vault,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async export(userId: string): Promise<Record<string, unknown>> {
    const box = await this.vault.boxOf(userId);
    const sessions = (await this.sessions.everyOf(userId)).map((session) => {
      const seen = box.open(ORIGIN_PLACE, session.originSealed);
      return { ...session, originSealed: undefined, from: seen ? (JSON.parse(seen) as unknown) : null };
    });
    return { sessions };
  }

  async erase(userId: string): Promise<void> {
    await this.sessions.removeAllOf(userId);
  }
}
