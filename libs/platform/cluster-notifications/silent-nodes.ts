import { POLL_VALID_MS } from './freshness';
import type { SeenNode, ClusterNotificationRepository } from './cluster-notification.repository';

/** For the time that statements and timers take. */
const MARGIN_MS = 300;
/** Far more than there are nodes. */
const MOST = 100;

/**
 * Excludes unresponsive nodes from those that senders wait for, in two steps. First the node is marked as suspected:
 * from then on its polls do not count until its next heartbeat. Its last valid poll started earlier, so after
 * POLL_VALID_MS it no longer trusts its caches. Then it is marked as expelled, and senders no longer wait for it. Both
 * marks name the heartbeat at which they were set, so the next heartbeat clears them.
 */
export class SilentNodes {
  private readonly suspected = new Map<string, { readonly beat: number; readonly since: number }>();
  private readonly underWay = new Set<string>();

  constructor(private readonly repository: ClusterNotificationRepository) {}

  /** To be called again until they are no longer waited for. */
  async expel(nodes: readonly SeenNode[]): Promise<void> {
    await Promise.all(nodes.map((node) => this.next(node)));
  }

  private async next(node: SeenNode): Promise<void> {
    if (this.underWay.has(node.id)) return;
    this.underWay.add(node.id);
    try {
      const known = this.suspected.get(node.id);
      if (known?.beat !== node.seenAt.getTime()) await this.suspect(node);
      else if (performance.now() - known.since > POLL_VALID_MS + MARGIN_MS) await this.repository.expel(node);
    } finally {
      this.underWay.delete(node.id);
    }
  }

  /** The waiting time begins once the mark is written, and is measured by this node's monotonic clock. */
  private async suspect(node: SeenNode): Promise<void> {
    if (!(await this.repository.suspect(node))) return;
    if (this.suspected.size >= MOST) this.suspected.clear();
    this.suspected.set(node.id, { beat: node.seenAt.getTime(), since: performance.now() });
  }
}
