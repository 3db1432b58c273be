import { randomBytes } from 'node:crypto';

export interface MasterKey {
  readonly id: string;
  readonly secret: Buffer;
}

/** The keys that are stored in no database. The first one encrypts; the others only decrypt. */
export class MasterKeys {
  constructor(
    private readonly keys: readonly MasterKey[],
    /** The source of the keys, for messages to the operator. */
    readonly source: string,
  ) {}

  get current(): MasterKey {
    const first = this.keys[0];
    if (!first) throw new Error('There are no master keys, because the vault was not opened.');
    return first;
  }

  find(id: string): MasterKey | undefined {
    return this.keys.find((key) => key.id === id);
  }
}

/** For tests, and for the first start of a development machine. */
export function generateMasterKey(): MasterKey {
  return { id: `dev-${randomBytes(4).toString('hex')}`, secret: randomBytes(32) };
}
