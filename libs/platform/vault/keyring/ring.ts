import type { KeyState, Purpose, RingKey } from './ring-key';

export interface RingEntry {
  readonly state: KeyState;
  readonly key: RingKey;
}

const ORDER: readonly KeyState[] = ['active', 'pending', 'retiring'];

/** All usable keys at one time. It is replaced as a whole, so that a rotation is atomic. */
export class Ring {
  private readonly byId = new Map<string, RingKey>();
  private readonly byPurpose = new Map<Purpose, RingKey[]>();
  private readonly active = new Map<Purpose, RingKey>();

  constructor(entries: readonly RingEntry[] = []) {
    for (const state of ORDER) {
      for (const { key } of entries.filter((entry) => entry.state === state)) this.add(state, key);
    }
  }

  current(purpose: Purpose): RingKey {
    const key = this.active.get(purpose);
    if (!key) throw new Error(`There is no active ${purpose} key; the keyring has not been loaded.`);
    return key;
  }

  find(purpose: Purpose, id: string): RingKey | undefined {
    const key = this.byId.get(id);
    return key?.purpose === purpose ? key : undefined;
  }

  live(purpose: Purpose): readonly RingKey[] {
    return this.byPurpose.get(purpose) ?? [];
  }

  byAnyPurpose(id: string): RingKey | undefined {
    return this.byId.get(id);
  }

  private add(state: KeyState, key: RingKey): void {
    this.byId.set(key.id, key);
    if (state === 'active') this.active.set(key.purpose, key);
    const siblings = this.byPurpose.get(key.purpose) ?? [];
    this.byPurpose.set(key.purpose, [...siblings, key]);
  }
}
