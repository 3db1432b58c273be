import { Injectable } from '@nestjs/common';
import type { SessionPrincipal } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Cursors } from '@platform/http/paging/cursors';
import type { PageQuery } from '@platform/http/paging/page';
import type { SeenOrigin } from '@platform/origin/seen-origin';
import { Transactions } from '@platform/persistence/transactions';
import { Vault } from '@platform/vault/vault';
import type { SessionId, UserId } from '@platform/ids/ids';
import type { EndReason } from './session.entity';
import { SessionEnder } from './session-ender';
import { ORIGIN_PLACE } from './session-opener';
import { SessionRepository } from './session.repository';
import type { SessionListDto } from './sessions.dto';

@Injectable()
export class SessionService {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly ender: SessionEnder,
    private readonly vault: Vault,
    private readonly cursors: Cursors,
    private readonly transactions: Transactions,
  ) {}

  async list({ userId, sessionId }: SessionPrincipal, page: PageQuery): Promise<SessionListDto> {
    return this.listOf(userId, page, sessionId);
  }

  /** The sessions of any user. `current` is the session of the request. */
  async listOf(userId: UserId, { limit = 20, cursor }: PageQuery, current?: string): Promise<SessionListDto> {
    const [before] = this.cursors.read('sessions', { userId }, cursor) ?? [];
    const found = await this.sessions.list(userId, before as string | undefined, limit + 1);
    const { rows, nextCursor } = this.cursors.page('sessions', { userId }, found, limit, ({ id }) => [id]);
    const box = await this.vault.boxOf(userId);
    const items = rows.map((session) => {
      const seen = box.open(ORIGIN_PLACE, session.originSealed);
      const { device, place } = (seen ? JSON.parse(seen) : { device: null, place: null }) as SeenOrigin;
      return {
        id: session.id,
        current: session.id === current,
        device,
        place,
        createdAt: session.createdAt.toISOString(),
        lastUsedAt: session.lastUsedAt.toISOString(),
      };
    });
    return { items, nextCursor };
  }

  async signOut(user: SessionPrincipal): Promise<void> {
    await this.end(user.sessionId, user.userId, 'signed_out');
  }

  async revoke(user: SessionPrincipal, sessionId: SessionId): Promise<void> {
    if (!(await this.end(sessionId, user.userId, 'revoked'))) throw RequestProblems.not_found();
  }

  async revokeOthers(user: SessionPrincipal): Promise<void> {
    await this.transactions.run(() => this.ender.all(user.userId, 'revoked', user.sessionId));
    await this.ender.untilAllNodesKnow();
  }

  private async end(sessionId: SessionId, userId: UserId, reason: EndReason): Promise<boolean> {
    const ended = await this.transactions.run(() => this.ender.one(sessionId, userId, reason));
    await this.ender.untilAllNodesKnow();
    return ended;
  }
}
