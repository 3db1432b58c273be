import { POLL_VALID_MS } from './freshness';
import type { SeenNode, ClusterNotificationRepository } from './cluster-notification.repository';

/** Allows for the duration of statements and timers. */
const MARGIN_MS = 300;
/** Far more than a cluster has nodes. */
const MAX_SUSPECTED = 100;

/**
 * Excludes unresponsive nodes from those that senders wait for, in two steps. First the node is marked as suspected:
 * from then on its polls do not count until its next heartbeat. Its last valid poll started earlier, so after
 * POLL_VALID_MS it no longer trusts its caches. Then it is marked as expelled, and senders no longer wait for it. Both
 * marks name the heartbeat at which they were set, so the next heartbeat clears them.
 */
export class SilentNodes {
  private readonly suspected = new Map<string, { readonly heartbeat: number; readonly since: number }>();
  private readonly inProgress = new Set<string>();

  constructor(private readonly repository: ClusterNotificationRepository) {}

  /** Must be called repeatedly until the nodes are no longer waited for. */
  async expel(nodes: readonly SeenNode[]): Promise<void> {
    await Promise.all(nodes.map((node) => this.advance(node)));
  }

  private async advance(node: SeenNode): Promise<void> {
    if (this.inProgress.has(node.id)) return;
    this.inProgress.add(node.id);
    try {
      const known = this.suspected.get(node.id);
      if (known?.heartbeat !== node.seenAt.getTime()) await this.suspect(node);
      else if (performance.now() - known.since > POLL_VALID_MS + MARGIN_MS) await this.repository.expel(node);
    } finally {
      this.inProgress.delete(node.id);
    }
  }

  /** The waiting time starts once the mark is stored, by the monotonic clock of this node. */
  private async suspect(node: SeenNode): Promise<void> {
    if (!(await this.repository.suspect(node))) return;
    if (this.suspected.size >= MAX_SUSPECTED) this.suspected.clear();
    this.suspected.set(node.id, { heartbeat: node.seenAt.getTime(), since: performance.now() });
  }
}
