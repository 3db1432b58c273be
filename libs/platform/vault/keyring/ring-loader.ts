import { Injectable } from '@nestjs/common';
import { ConfigurationFaults } from '@platform/config/config';
import { MasterKeys } from '../master-keys/master-keys';
import { Ring } from './ring';
import { PURPOSES, type Purpose } from './ring-key';
import { newMaterial, newRingKeyId, ringKeyOf } from './ring-key-material';
import { unwrapRingKey, wrapRingKey } from './ring-key-wrapping';
import { RingKeyRepository, type StoredRingKey } from './ring-key.repository';
import { unopenableKeys } from './unopenable-keys.rule';

/** Loads the stored keys into the ring in memory. Creates missing keys and rejects keys that cannot be decrypted. */
@Injectable()
export class RingLoader {
  constructor(
    private readonly repository: RingKeyRepository,
    private readonly masterKeys: MasterKeys,
  ) {}

  /** If several nodes start for the first time at once, the first one creates each key. */
  async createMissing(): Promise<void> {
    const stored = await this.repository.all();
    // This check comes first, so that a node with the wrong master keys adds no keys that the others cannot decrypt.
    this.rejectUnopenable(stored);
    const existing = new Set(stored.map((key) => key.purpose));
    for (const purpose of PURPOSES) if (!existing.has(purpose)) await this.create(purpose, 1, 'active');
    if (existing.size < PURPOSES.length) this.rejectUnopenable(await this.repository.all());
  }

  async create(purpose: Purpose, sequence: number, state: 'active' | 'pending'): Promise<void> {
    const id = newRingKeyId();
    const master = this.masterKeys.current;
    const wrapped = wrapRingKey(master, { purpose, id }, newMaterial(purpose));
    await this.repository.add({ id, purpose, sequence, state, wrapped, masterId: master.id });
  }

  /** Keys in memory are reused, because the key of an ID never changes. */
  async load(known: Ring): Promise<Ring> {
    const all = await this.repository.all();
    const unopenable = all.filter(
      (stored) => !known.byAnyPurpose(stored.id) && unopenableKeys([stored], this.masterKeys).length > 0,
    );
    const entries = all.flatMap((stored) => {
      if (unopenable.includes(stored)) return [];
      const key = known.byAnyPurpose(stored.id) ?? this.open(stored);
      return key ? [{ state: stored.state, key }] : [];
    });
    return new Ring(entries, { keys: unopenable, reasons: unopenableKeys(unopenable, this.masterKeys) });
  }

  /** Wraps every key of an older master key with the first one, and returns their number. */
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

  private rejectUnopenable(stored: readonly StoredRingKey[]): void {
    const faults = unopenableKeys(stored, this.masterKeys);
    if (faults.length > 0) throw new ConfigurationFaults(faults);
  }
}
