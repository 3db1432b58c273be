import { Injectable } from '@nestjs/common';
import { checkpointText, type Checkpoint } from '@platform/transparency-log/checkpoint.rule';
import { noteOf, signatureLine, type SignerKey, type VerifierKey } from '@platform/transparency-log/signed-note.rule';
import { Keyring } from '@platform/vault/keyring/keyring';
import type { RingKey } from '@platform/vault/keyring/ring-key';

/** After a rotation, the previous key also signs for this time, so that those who verify can learn the new one. */
const OVERLAP_DAYS = 90;
const DAY_MS = 24 * 3_600_000;

export interface PublishedLogKey {
  readonly key: VerifierKey;
  readonly createdAt: Date;
}

@Injectable()
export class CheckpointSigner {
  constructor(private readonly keyring: Keyring) {}

  /** The signed note of a checkpoint. */
  sign(checkpoint: Checkpoint): string {
    const text = checkpointText(checkpoint);
    return noteOf(
      text,
      this.signing().map((key) => signatureLine(text, signerKeyOf(key, checkpoint.origin), 0)),
    );
  }

  /** The keys that verify checkpoints of a log, the current one first. Keys are never removed. */
  keys(origin: string): PublishedLogKey[] {
    return this.keyring.live('audit-log').map((key) => {
      const { name, type, publicKey } = signerKeyOf(key, origin);
      return { key: { name, type, publicKey }, createdAt: key.createdAt };
    });
  }

  private signing(): RingKey[] {
    const current = this.keyring.current('audit-log');
    const [previous] = this.keyring
      .live('audit-log')
      .filter(({ createdAt }) => createdAt < current.createdAt)
      .sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
    const isOverlapping = Date.now() - current.createdAt.getTime() < OVERLAP_DAYS * DAY_MS;
    return previous && isOverlapping ? [current, previous] : [current];
  }
}

function signerKeyOf({ id, privateKey, publicKey }: RingKey, name: string): SignerKey {
  if (!privateKey || !publicKey) throw new Error(`The key ${id} is not a key pair.`);
  return { name, type: 'log', publicKey, privateKey };
}
