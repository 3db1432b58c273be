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
