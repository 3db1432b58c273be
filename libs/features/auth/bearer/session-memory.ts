import { Injectable } from '@nestjs/common';
import type { SessionId, UserId } from '@platform/ids/ids';

const MAX_USERS = 50_000;
const MAX_SESSIONS_EACH = 20;
const MAX_ENDED = 50_000;

interface KnownUser {
  readonly roles: readonly string[];
  /** Those that this node has read as living. */
  readonly sessions: string[];
}

interface LookUp {
  readonly userId: UserId;
  isOvertaken: boolean;
}

/**
 * Caches the sessions that this node has read, with the roles of their users, until a notification invalidates them.
 * There is no time limit: a missing entry is read from the database, so evicting one never revives an ended session.
 */
@Injectable()
export class SessionMemory {
  private readonly users = new Map<string, KnownUser>();
  /** Only to refuse without asking again: an ended session stays ended. */
  private readonly ended = new Set<string>();
  private readonly lookUps = new Set<LookUp>();
  private forgotten = 0;

  /** Increases with every change that invalidates earlier results. */
  get changes(): number {
    return this.forgotten;
  }

  hasEnded(sessionId: SessionId): boolean {
    return this.ended.has(sessionId);
  }

  /** The roles of the user of an active session; undefined if the database must be read. */
  rolesIn(sessionId: SessionId, userId: UserId): readonly string[] | undefined {
    const user = this.users.get(userId);
    return user?.sessions.includes(sessionId) ? user.roles : undefined;
  }

  /** `ask` reads the roles from the database, or undefined when the session has ended. */
  async lookUp(
    sessionId: SessionId,
    userId: UserId,
    ask: () => Promise<readonly string[] | undefined>,
  ): Promise<readonly string[] | undefined> {
    const lookUp = { userId, isOvertaken: false };
    this.lookUps.add(lookUp);
    try {
      const roles = await ask();
      if (!roles) this.rememberEnded(sessionId);
      else if (!lookUp.isOvertaken) this.rememberLiving(sessionId, userId, roles);
      return roles;
    } finally {
      this.lookUps.delete(lookUp);
    }
  }

  /** A session of the user has ended, or the user's roles have changed. */
  forget(userId: UserId): void {
    this.forgotten++;
    this.users.delete(userId);
    // A running query may have read the old state.
    for (const lookUp of this.lookUps) if (lookUp.userId === userId) lookUp.isOvertaken = true;
  }

  private rememberLiving(sessionId: SessionId, userId: UserId, roles: readonly string[]): void {
    const known = this.users.get(userId);
    const others = (known?.sessions ?? []).filter((id) => id !== sessionId).slice(1 - MAX_SESSIONS_EACH);
    if (known && known.roles.join() !== roles.join()) this.forgotten++;
    if (!known && this.users.size >= MAX_USERS) this.users.delete(oldestOf(this.users));
    this.users.set(userId, { roles, sessions: [...others, sessionId] });
  }

  private rememberEnded(sessionId: SessionId): void {
    this.forgotten++;
    if (this.ended.size >= MAX_ENDED) this.ended.delete(oldestOf(this.ended));
    this.ended.add(sessionId);
  }
}

function oldestOf(entries: ReadonlyMap<string, unknown> | ReadonlySet<string>): string {
  return entries.keys().next().value as string;
}
