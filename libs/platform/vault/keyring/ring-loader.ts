import { Injectable } from '@nestjs/common';
import { ConfigurationFaults } from '@platform/config/config';
import { MasterKeys } from '../master-keys/master-keys';
import { Ring } from './ring';
import { PURPOSES, type Purpose } from './ring-key';
import { newMaterial, newRingKeyId, ringKeyOf } from './ring-key-material';
import { unwrapRingKey, wrapRingKey } from './ring-key-wrapping';
import { RingKeyRepository, type StoredRingKey } from './ring-key.repository';
import { unopenableKeys } from './unopenable-keys.rule';

/** Between the stored keys and the ring in memory: makes what is missing, refuses what does not open. */
@Injectable()
export class RingLoader {
  constructor(
    private readonly repository: RingKeyRepository,
    private readonly masterKeys: MasterKeys,
  ) {}

  /** Of several nodes that start for the first time at once, whoever comes first makes each key. */
  async createMissing(): Promise<void> {
    const stored = await this.repository.all();
    // First, so that a node with the wrong master keys adds nothing that the others cannot open.
    this.refuseUnopenable(stored);
    const there = new Set(stored.map((key) => key.purpose));
    for (const purpose of PURPOSES) if (!there.has(purpose)) await this.create(purpose, 1, 'active');
    if (there.size < PURPOSES.length) this.refuseUnopenable(await this.repository.all());
  }

  async create(purpose: Purpose, sequence: number, state: 'active' | 'pending'): Promise<void> {
    const id = newRingKeyId();
    const master = this.masterKeys.current;
    const wrapped = wrapRingKey(master, { purpose, id }, newMaterial(purpose));
    await this.repository.add({ id, purpose, sequence, state, wrapped, masterId: master.id });
  }

  /** Keys that are already in memory are taken over as they are: what an id stands for never changes. */
  async load(known: Ring): Promise<Ring> {
    const held = (await this.repository.all()).flatMap((stored) => {
      const key = known.byAnyPurpose(stored.id) ?? this.open(stored);
      return key ? [{ state: stored.state, key }] : [];
    });
    return new Ring(held);
  }

  /** Wraps every key that an older master key protects under the first one; answers how many there were. */
  async resealAll(): Promise<number> {
    const master = this.masterKeys.current;
    let resealed = 0;
    for (const stored of await this.repository.all()) {
      if (!stored.wrapped || stored.masterId === master.id) continue;
      const wrapped = wrapRingKey(master, stored, this.unwrap(stored, stored.wrapped));
      if (await this.repository.reseal(stored.id, stored.masterId, wrapped, master.id)) resealed++;
    }
    return resealed;
  }

  private open(stored: StoredRingKey) {
    return stored.wrapped ? ringKeyOf(stored, this.unwrap(stored, stored.wrapped)) : undefined;
  }

  private unwrap(stored: StoredRingKey, wrapped: Buffer): Buffer {
    const master = this.masterKeys.find(stored.masterId);
    if (!master) throw new ConfigurationFaults(unopenableKeys([stored], this.masterKeys));
    return unwrapRingKey(master, stored, wrapped);
  }

  private refuseUnopenable(stored: readonly StoredRingKey[]): void {
    const faults = unopenableKeys(stored, this.masterKeys);
    if (faults.length > 0) throw new ConfigurationFaults(faults);
  }
}
