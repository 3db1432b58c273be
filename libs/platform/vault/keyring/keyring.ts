import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { KEYRING_CHANGED, type KeyNotifications } from './key-notifications';
import { whyNotRetire } from './retirement.rule';
import { Ring } from './ring';
import type { Purpose, RingKey } from './ring-key';
import { RingLoader } from './ring-loader';
import { RingKeyRepository, type StoredRingKey } from './ring-key.repository';

const RELOAD_MS = 30_000;

/** Returns the number of stored values that depend on a key, for example the rows with its ID. */
export type UseCounter = (keyId: string) => Promise<number>;

/** The key is still in use. The message is a sentence for the operator. */
export class KeyStillNeeded extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'KeyStillNeeded';
  }
}

/**
 * The keys of this installation, cached in memory. Read a key at each use, because keys change while the process runs.
 */
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
    // Notifications report changes at once. The timer is for a node that was disconnected when one was sent.
    this.timer = setInterval(() => void this.reloadOrWarn(), RELOAD_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** The key for new data. */
  current(purpose: Purpose): RingKey {
    return this.ring.current(purpose);
  }

  /** The key with this ID, to read existing data. Undefined for a retired or unknown key. */
  find(purpose: Purpose, id: string): RingKey | undefined {
    return this.ring.find(purpose, id);
  }

  /** Every key that existing data may depend on: the current one first, then pending and retiring ones. */
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
    // A slow read must not overwrite the result of a later one.
    if (turn < this.applied) return;
    this.applied = turn;
    const [before, now] = [this.ring, ring].map(({ unopenable }) => unopenable.reasons.join(' ')) as [string, string];
    this.ring = ring;
    if (now === before) return;
    if (now) this.logger.error(`This process is not ready, because it cannot decrypt all keys: ${now}`);
    else this.logger.log('This process can decrypt all keys again.');
  }

  /** For the readiness of this process. */
  async refuseUnopenable(): Promise<void> {
    if (this.ring.unopenable.keys.length > 0) throw new Error(this.ring.unopenable.reasons.join(' '));
  }

  /** The stored keys, including retired ones, for lists. */
  async stored(): Promise<readonly StoredRingKey[]> {
    return this.repository.all();
  }

  /** Features register counters that prevent keys in use from being retired. */
  countUses(purpose: Purpose, counter: UseCounter): void {
    this.counters.set(purpose, [...(this.counters.get(purpose) ?? []), counter]);
  }

  /**
   * Replaces the current key while everything runs. First every node loads the new key, so that all can read data that
   * depends on it; only then does any node use it for new data. An interrupted rotation is completed.
   */
  async rotate(purpose: Purpose): Promise<RingKey> {
    const pending = await this.pendingOrNew(purpose);
    await this.notifyAllNodes(purpose);
    // Activates only the key that was just announced: another rotation may have begun since, and not all nodes know its
    // key.
    if (pending) await this.repository.activate(purpose, pending.id);
    await this.notifyAllNodes(purpose);
    return this.current(purpose);
  }

  /** Retires a replaced key and deletes its material. Throws `KeyStillNeeded` while any data depends on it. */
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

  /** Wraps every ring key with the first master key. Returns the number of keys that were changed. */
  async rotateMaster(): Promise<number> {
    return this.loader.resealAll();
  }

  private async reloadOrWarn(): Promise<void> {
    await this.reload().catch((error) => this.logger.warn(`The keys could not be reloaded: ${String(error)}`));
  }

  private async pendingOrNew(purpose: Purpose): Promise<StoredRingKey | undefined> {
    // Both answers come from one read, so that only one of several rotations can add the key with the next number.
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
