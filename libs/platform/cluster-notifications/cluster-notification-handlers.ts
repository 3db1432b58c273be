import { AsyncLocalStorage } from 'node:async_hooks';
import { systemWork, withWork } from '@platform/context/work-context';
import type { UserId } from '@platform/ids/ids';
import type { ClusterNotificationRow } from './cluster-notification.repository';

/** The key of a notification about a user is the ID of the user. */
export type ClusterNotificationHandler = (key: UserId) => void | Promise<void>;

/** Four times the overlap of the polls, so that no notification is handled twice. */
const REMEMBER_MS = 60_000;

/** Applies each signal once on this node, or again after a failure. What it remembers is bounded by time. */
export class ClusterNotificationHandlers {
  private readonly handlers = new Map<string, ClusterNotificationHandler[]>();
  private readonly applied = new Map<string, number>();
  private readonly applying = new Set<Promise<void>>();
  /** What handlers read they remember, so they read what is committed, and not inside the sender's unit of work. */
  private readonly outside = AsyncLocalStorage.snapshot();

  add(topic: string, handler: ClusterNotificationHandler): void {
    this.handlers.set(topic, [...(this.handlers.get(topic) ?? []), handler]);
  }

  /** False when it had been applied before. */
  async apply(signal: ClusterNotificationRow): Promise<boolean> {
    if (this.applied.has(signal.id)) return false;
    this.applied.set(signal.id, performance.now());
    const work = this.run(signal);
    this.applying.add(work);
    try {
      await work;
    } catch (error) {
      this.applied.delete(signal.id);
      throw error;
    } finally {
      this.applying.delete(work);
    }
    return true;
  }

  /** Until everything begun so far has been applied; fails when some of it has. */
  async idle(): Promise<void> {
    await Promise.all(this.applying);
  }

  /** Keeps what the last look still saw. The entries are in the order of their age. */
  forgetOld(stillSeen: readonly ClusterNotificationRow[]): void {
    const seen = new Set(stillSeen.map((signal) => signal.id));
    const before = performance.now() - REMEMBER_MS;
    for (const [id, at] of this.applied) {
      if (at > before) return;
      if (!seen.has(id)) this.applied.delete(id);
    }
  }

  private async run({ id, topic, key }: ClusterNotificationRow): Promise<void> {
    const ends = (this.handlers.get(topic) ?? []).map((handler) =>
      this.outside(() => withWork(systemWork(`signal ${topic}`, id), async () => handler(key as UserId))),
    );
    const failed = (await Promise.allSettled(ends)).find((end) => end.status === 'rejected');
    if (failed) throw new Error(`A handler of the signal ${topic} failed.`, { cause: failed.reason });
  }
}
