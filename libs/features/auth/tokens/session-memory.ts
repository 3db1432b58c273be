import { Injectable } from '@nestjs/common';

/** Past this no token issued before the news can still be good. */
const MARGIN_SECONDS = 60;

/**
 * What has changed about sessions and roles within the life of the tokens that do not know it yet. In memory, so
 * that no request asks the database; fed by signals, so that it holds on every node before anybody is answered.
 */
@Injectable()
export class SessionMemory {
  private readonly ended = new Map<string, number>();
  private readonly roles = new Map<string, { roles: readonly string[]; turn: number; until: number }>();
  private lastTurn = 0;
  private remembered = 0;
  private nextSweep = 0;

  rememberEnded(sessionIds: readonly string[], tokenSeconds: number): void {
    const until = Date.now() + (tokenSeconds + MARGIN_SECONDS) * 1000;
    for (const id of sessionIds) this.ended.set(id, until);
    this.remembered++;
    this.sweep();
  }

  /** To be taken before roles are read: of two that were read at once, the one read later is the newer. */
  takeTurn(): number {
    return ++this.lastTurn;
  }

  rememberRoles(userId: string, roles: readonly string[], turn: number, tokenSeconds: number): void {
    if ((this.roles.get(userId)?.turn ?? 0) > turn) return;
    this.roles.set(userId, { roles, turn, until: Date.now() + (tokenSeconds + MARGIN_SECONDS) * 1000 });
    this.remembered++;
    this.sweep();
  }

  /** Grows with all that is remembered: as long as it stands, nobody's standing has changed. */
  get changes(): number {
    return this.remembered;
  }

  hasEnded(sessionId: string): boolean {
    return this.ended.has(sessionId);
  }

  changedRolesOf(userId: string): readonly string[] | undefined {
    return this.roles.get(userId)?.roles;
  }

  private sweep(): void {
    const now = Date.now();
    if (now < this.nextSweep) return;
    this.nextSweep = now + 30_000;
    for (const [id, until] of this.ended) if (until < now) this.ended.delete(id);
    for (const [id, { until }] of this.roles) if (until < now) this.roles.delete(id);
  }
}
