import { ServiceProblems } from '@platform/errors/platform.errors';
import type { KeyState, Purpose, RingKey } from './ring-key';

export interface RingEntry {
  readonly state: KeyState;
  readonly key: RingKey;
}

/** The stored keys that no master key of this process decrypts. */
export interface UnopenableKeys {
  readonly keys: readonly Pick<RingKey, 'purpose' | 'id'>[];
  /** Sentences for the operator. */
  readonly reasons: readonly string[];
}

const ORDER: readonly KeyState[] = ['active', 'pending', 'retiring'];

/**
 * All usable keys at one time. It is replaced as a whole, so that a rotation is atomic. A key that exists but cannot be
 * decrypted is an unavailable service: without it, valid tokens would look forged, and existing accounts unknown.
 */
export class Ring {
  private readonly byId = new Map<string, RingKey>();
  private readonly byPurpose = new Map<Purpose, RingKey[]>();
  private readonly active = new Map<Purpose, RingKey>();

  constructor(
    entries: readonly RingEntry[] = [],
    readonly unopenable: UnopenableKeys = { keys: [], reasons: [] },
  ) {
    for (const state of ORDER) {
      for (const { key } of entries.filter((entry) => entry.state === state)) this.add(state, key);
    }
  }

  current(purpose: Purpose): RingKey {
    const key = this.active.get(purpose);
    if (!key) this.refuseIfUnopenable(purpose);
    if (!key) throw new Error(`There is no active ${purpose} key; the keyring has not been loaded.`);
    return key;
  }

  find(purpose: Purpose, id: string): RingKey | undefined {
    const key = this.byId.get(id);
    if (!key) this.refuseIfUnopenable(purpose, id);
    return key?.purpose === purpose ? key : undefined;
  }

  live(purpose: Purpose): readonly RingKey[] {
    this.refuseIfUnopenable(purpose);
    return this.byPurpose.get(purpose) ?? [];
  }

  byAnyPurpose(id: string): RingKey | undefined {
    return this.byId.get(id);
  }

  private refuseIfUnopenable(purpose: Purpose, id?: string): void {
    const found = this.unopenable.keys.find((key) => key.purpose === purpose && (id === undefined || key.id === id));
    if (found) throw ServiceProblems.unavailable();
  }

  private add(state: KeyState, key: RingKey): void {
    this.byId.set(key.id, key);
    if (state === 'active') this.active.set(key.purpose, key);
    const siblings = this.byPurpose.get(key.purpose) ?? [];
    this.byPurpose.set(key.purpose, [...siblings, key]);
  }
}
