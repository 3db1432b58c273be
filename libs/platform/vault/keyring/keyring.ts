import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { KEYRING_CHANGED, type KeyNotifications } from './key-notifications';
import { whyNotRetire } from './retirement.rule';
import { Ring } from './ring';
import type { Purpose, RingKey } from './ring-key';
import { RingLoader } from './ring-loader';
import { RingKeyRepository, type StoredRingKey } from './ring-key.repository';

const RELOAD_MS = 30_000;

/** Answers how many things still depend on a key, as in rows that carry its id. */
export type UseCounter = (keyId: string) => Promise<number>;

/** A key that something still depends on; the message is a sentence for the operator. */
export class KeyStillNeeded extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'KeyStillNeeded';
  }
}

/** The keys of this installation, in memory. Ask for them at each use: they change while the process runs. */
@Injectable()
export class Keyring implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Keyring');
  private ring = new Ring();
  private readonly counters = new Map<Purpose, UseCounter[]>();
  private timer: NodeJS.Timeout | undefined;
  private begun = 0;
  private applied = 0;

  constructor(
    private readonly repository: RingKeyRepository,
    private readonly loader: RingLoader,
    @Inject(ClusterNotifications) private readonly cluster: KeyNotifications,
  ) {}

  async onModuleInit(): Promise<void> {
    this.cluster.on(KEYRING_CHANGED, () => this.reload());
    await this.loader.createMissing();
    await this.reload();
    // ClusterNotifications bring changes at once; this is for a node that was cut off while one was sent.
    this.timer = setInterval(() => void this.reloadOrSay(), RELOAD_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** What is written under now. */
  current(purpose: Purpose): RingKey {
    return this.ring.current(purpose);
  }

  /** For reading what was written under this id. Undefined for a retired or unknown key. */
  find(purpose: Purpose, id: string): RingKey | undefined {
    return this.ring.find(purpose, id);
  }

  /** Every key that something may have been written under: the current one first, then pending and retiring ones. */
  live(purpose: Purpose): readonly RingKey[] {
    return this.ring.live(purpose);
  }

  /**
   * The oldest key, for values that must stay the same after rotations and are not stored. Use it only for purposes
   * without counted uses, such as `system`, whose keys are never retired.
   */
  oldest(purpose: Purpose): RingKey {
    return this.live(purpose).reduce((oldest, key) => (key.createdAt <= oldest.createdAt ? key : oldest));
  }

  async reload(): Promise<void> {
    const turn = ++this.begun;
    const ring = await this.loader.load(this.ring);
    // A slow read must not undo what a later one has already brought.
    if (turn < this.applied) return;
    this.applied = turn;
    this.ring = ring;
  }

  /** As stored, retired ones too: for lists. */
  async stored(): Promise<readonly StoredRingKey[]> {
    return this.repository.all();
  }

  /** Features register what keeps a key from being retired. */
  countUses(purpose: Purpose, counter: UseCounter): void {
    this.counters.set(purpose, [...(this.counters.get(purpose) ?? []), counter]);
  }

  /**
   * Replaces the current key while everything runs. First every node learns the new key, so that all can read
   * what is written under it; only then does any node write under it. A rotation that was interrupted is finished.
   */
  async rotate(purpose: Purpose): Promise<RingKey> {
    const pending = await this.pendingOrNew(purpose);
    await this.notifyAllNodes(purpose);
    // Only the key that has just been told: another rotation may have begun since, and its key is not known to all.
    if (pending) await this.repository.activate(purpose, pending.id);
    await this.notifyAllNodes(purpose);
    return this.current(purpose);
  }

  /** Ends a replaced key and deletes its material. Throws `KeyStillNeeded` while anything depends on it. */
  async retire(purpose: Purpose, id: string, options: { minimumAgeMs?: number } = {}): Promise<void> {
    const stored = (await this.storedOf(purpose)).find((key) => key.id === id);
    const counters = this.counters.get(purpose) ?? [];
    const counts = await Promise.all(counters.map((counter) => counter(id)));
    const refusal = whyNotRetire(
      { purpose, id, state: stored?.state, retiringSince: stored?.retiringAt ?? null },
      { ...options, now: new Date(), uses: counts.reduce((a, b) => a + b, 0), counters: counters.length },
    );
    if (refusal) throw new KeyStillNeeded(refusal);
    const { userKeys } = await this.repository.retire(id);
    if (userKeys > 0) {
      throw new KeyStillNeeded(
        `The ${purpose} key ${id} still wraps ${userKeys} users' keys; run \`keys rewrap\` first.`,
      );
    }
    await this.notifyAllNodes(purpose);
  }

  /** Puts every ring key under the first of the master keys; answers how many were moved. */
  async rotateMaster(): Promise<number> {
    return this.loader.resealAll();
  }

  private async reloadOrSay(): Promise<void> {
    await this.reload().catch((error) => this.logger.warn(`The keys could not be reloaded: ${String(error)}`));
  }

  private async pendingOrNew(purpose: Purpose): Promise<StoredRingKey | undefined> {
    // One look for both questions: of several rotations only one can then add the key with the next number.
    const stored = await this.storedOf(purpose);
    const pending = stored.find((key) => key.state === 'pending');
    if (pending) return pending;
    await this.loader.create(purpose, Math.max(0, ...stored.map((key) => Number(key.sequence))) + 1, 'pending');
    return (await this.storedOf(purpose)).find((key) => key.state === 'pending');
  }

  private async storedOf(purpose: Purpose): Promise<readonly StoredRingKey[]> {
    return (await this.repository.all()).filter((key) => key.purpose === purpose);
  }

  private async notifyAllNodes(purpose: Purpose): Promise<void> {
    await this.reload();
    await this.cluster.send(KEYRING_CHANGED, purpose);
    await this.cluster.settled();
  }
}
