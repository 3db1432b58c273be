import { Injectable } from '@nestjs/common';
import type { SessionId, UserId } from '@platform/ids/ids';

const MAX_USERS = 50_000;
const MAX_SESSIONS_PER_USER = 20;
const MAX_ENDED = 50_000;

interface KnownUser {
  readonly roles: readonly string[];
  /** The sessions that this node has read as active. */
  readonly sessions: string[];
}

interface LookUp {
  readonly userId: UserId;
  isOutdated: boolean;
}

/**
 * Caches the sessions that this node has read, with the roles of their users, until a notification invalidates them.
 * There is no time limit: a missing entry is read from the database, so evicting one never revives an ended session.
 */
@Injectable()
export class SessionMemory {
  private readonly users = new Map<string, KnownUser>();
  /** Sessions that have ended. They never become active again, so they are rejected without a query. */
  private readonly ended = new Set<string>();
  private readonly lookUps = new Set<LookUp>();
  private changeCount = 0;

  /** Increases with every change that invalidates earlier results. */
  get changes(): number {
    return this.changeCount;
  }

  hasEnded(sessionId: SessionId): boolean {
    return this.ended.has(sessionId);
  }

  /** The roles of the user of an active session; undefined if the database must be read. */
  rolesIn(sessionId: SessionId, userId: UserId): readonly string[] | undefined {
    const user = this.users.get(userId);
    return user?.sessions.includes(sessionId) ? user.roles : undefined;
  }

  /** `readRoles` reads the roles from the database. It returns undefined if the session has ended. */
  async lookUp(
    sessionId: SessionId,
    userId: UserId,
    readRoles: () => Promise<readonly string[] | undefined>,
  ): Promise<readonly string[] | undefined> {
    const lookUp = { userId, isOutdated: false };
    this.lookUps.add(lookUp);
    try {
      const roles = await readRoles();
      if (!roles) this.cacheEnded(sessionId);
      else if (!lookUp.isOutdated) this.cacheActive(sessionId, userId, roles);
      return roles;
    } finally {
      this.lookUps.delete(lookUp);
    }
  }

  /** Must be called when a session of the user has ended or the user's roles have changed. */
  forget(userId: UserId): void {
    this.changeCount++;
    this.users.delete(userId);
    // A running query may have read the old state.
    for (const lookUp of this.lookUps) if (lookUp.userId === userId) lookUp.isOutdated = true;
  }

  private cacheActive(sessionId: SessionId, userId: UserId, roles: readonly string[]): void {
    const cached = this.users.get(userId);
    const others = (cached?.sessions ?? []).filter((id) => id !== sessionId).slice(1 - MAX_SESSIONS_PER_USER);
    if (cached && cached.roles.join() !== roles.join()) this.changeCount++;
    if (!cached && this.users.size >= MAX_USERS) this.users.delete(oldestOf(this.users));
    this.users.set(userId, { roles, sessions: [...others, sessionId] });
  }

  private cacheEnded(sessionId: SessionId): void {
    this.changeCount++;
    if (this.ended.size >= MAX_ENDED) this.ended.delete(oldestOf(this.ended));
    this.ended.add(sessionId);
  }
}

function oldestOf(entries: ReadonlyMap<string, unknown> | ReadonlySet<string>): string {
  return entries.keys().next().value as string;
}
