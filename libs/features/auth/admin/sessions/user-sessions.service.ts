import { Injectable } from '@nestjs/common';
import type { Caller } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import type { PageQuery } from '@platform/http/paging/page';
import { Transactions } from '@platform/persistence/transactions';
import type { SessionId, UserId } from '@platform/ids/ids';
import { SessionEnder } from '../../sessions/session-ender';
import { SessionService } from '../../sessions/session.service';
import type { SessionListDto } from '../../sessions/sessions.dto';
import { ManagedUser } from '../managed-user';

@Injectable()
export class UserSessionsService {
  constructor(
    private readonly access: ManagedUser,
    private readonly sessions: SessionService,
    private readonly ender: SessionEnder,
    private readonly transactions: Transactions,
  ) {}

  async list(by: Caller, userId: UserId, page: PageQuery): Promise<SessionListDto> {
    await this.access.require(userId);
    return this.sessions.listOf(userId, page, by.kind === 'user' ? by.sessionId : undefined);
  }

  async endAll(by: Caller, userId: UserId): Promise<void> {
    await this.transactions.run(async () => {
      await this.access.requireToChange(by, userId);
      await this.ender.all(userId, 'ended_by_staff');
    });
    await this.ender.untilAllNodesKnow();
  }

  async endOne(by: Caller, userId: UserId, sessionId: SessionId): Promise<void> {
    const hasEnded = await this.transactions.run(async () => {
      await this.access.requireToChange(by, userId);
      return this.ender.one(sessionId, userId, 'ended_by_staff');
    });
    await this.ender.untilAllNodesKnow();
    if (!hasEnded) throw RequestProblems.not_found();
  }
}
