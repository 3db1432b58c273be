import { AsyncLocalStorage } from 'node:async_hooks';
import { systemWork, withWork } from '@platform/context/work-context';
import type { UserId } from '@platform/ids/ids';
import type { ClusterNotificationRow } from './cluster-notification.repository';

/** The key of a notification about a user is the ID of the user. */
export type ClusterNotificationHandler = (key: UserId) => void | Promise<void>;

/** Four times the overlap of the polls, so that no notification is handled twice. */
const REMEMBER_MS = 60_000;

/**
 * Applies each notification once on this node, or again after a failure. The IDs of applied notifications are kept for
 * a limited time.
 */
export class ClusterNotificationHandlers {
  private readonly handlers = new Map<string, ClusterNotificationHandler[]>();
  private readonly applied = new Map<string, number>();
  private readonly applying = new Set<Promise<void>>();
  /** Handlers cache what they read, so they must read committed data and not run in the transaction of the sender. */
  private readonly runOutsideRequests = AsyncLocalStorage.snapshot();

  add(topic: string, handler: ClusterNotificationHandler): void {
    this.handlers.set(topic, [...(this.handlers.get(topic) ?? []), handler]);
  }

  /** Returns false if the notification had already been applied. */
  async apply(notification: ClusterNotificationRow): Promise<boolean> {
    if (this.applied.has(notification.id)) return false;
    this.applied.set(notification.id, performance.now());
    const work = this.run(notification);
    this.applying.add(work);
    try {
      await work;
    } catch (error) {
      this.applied.delete(notification.id);
      throw error;
    } finally {
      this.applying.delete(work);
    }
    return true;
  }

  /** Waits for all notifications that are being applied, and rejects if one of them fails. */
  async idle(): Promise<void> {
    await Promise.all(this.applying);
  }

  /** Forgets old notifications, except those that the last poll returned again. The entries are sorted by age. */
  forgetOld(stillSeen: readonly ClusterNotificationRow[]): void {
    const seen = new Set(stillSeen.map((notification) => notification.id));
    const before = performance.now() - REMEMBER_MS;
    for (const [id, at] of this.applied) {
      if (at > before) return;
      if (!seen.has(id)) this.applied.delete(id);
    }
  }

  private async run({ id, topic, key }: ClusterNotificationRow): Promise<void> {
    const results = (this.handlers.get(topic) ?? []).map((handler) =>
      this.runOutsideRequests(() =>
        withWork(systemWork(`notification ${topic}`, id), async () => handler(key as UserId)),
      ),
    );
    const failed = (await Promise.allSettled(results)).find((result) => result.status === 'rejected');
    if (failed) throw new Error(`A handler of the notification ${topic} failed.`, { cause: failed.reason });
  }
}
