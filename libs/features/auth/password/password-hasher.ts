import { randomBytes } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Algorithm, hash, verify } from '@node-rs/argon2';
import { Keyring } from '@platform/vault/keyring/keyring';
import { lowerWorkerPriority } from '@platform/process/worker-priority';
import { keyedHash } from '@platform/vault/keyed-hash';
import { AuthConfig } from '../auth.config';
import { matchesInAnySpelling, parseLegacyHash } from '@platform/legacy-hashes/schemes';
import { HashQueue } from './hash-queue';

export interface StoredHash {
  readonly text: string;
  /** The pepper of the hash; null for an imported hash. */
  readonly pepperId: string | null;
}

/** Hashes passwords with argon2id and a pepper. Stored hashes are verified with their own parameters. */
@Injectable()
export class PasswordHasher implements OnModuleInit {
  private decoy: string;

  constructor(
    private readonly config: AuthConfig,
    private readonly keyring: Keyring,
    private readonly queue: HashQueue,
  ) {}

  /** The dummy hash is created at start from random bytes, so that it is always available. */
  async onModuleInit(): Promise<void> {
    this.decoy = await hash(randomBytes(32), this.parameters());
    lowerWorkerPriority();
  }

  async hash(password: string): Promise<StoredHash> {
    const pepper = this.keyring.current('pepper');
    const text = await this.queue.run(() => hash(peppered(password, pepper.secret), this.parameters()));
    return { text, pepperId: pepper.id };
  }

  /**
   * Verifies the password. Without a stored hash the same work is done on a dummy hash, so that the time does not
   * reveal whether an account exists.
   */
  async matches(password: string, stored: StoredHash | undefined): Promise<boolean> {
    if (stored && stored.pepperId === null) {
      const legacy = parseLegacyHash(stored.text);
      return this.queue.run(() => matchesInAnySpelling(legacy, password));
    }
    const against = stored ?? { text: this.decoy, pepperId: this.keyring.current('pepper').id };
    const pepper = this.keyring.find('pepper', against.pepperId as string);
    if (!pepper) throw new Error(`The pepper ${against.pepperId} is not in the keyring.`);
    const isRight = await this.queue.run(() =>
      verify(against.text, peppered(normalisePassword(password), pepper.secret)),
    );
    return isRight && stored !== undefined;
  }

  /** Whether the hash should be replaced while the password is available. */
  isOutdated({ text, pepperId }: StoredHash): boolean {
    const currentParameters = `$argon2id$v=19$m=${this.config.argonMemoryKib},t=${this.config.argonPasses},p=1$`;
    return !text.startsWith(currentParameters) || pepperId !== this.keyring.current('pepper').id;
  }

  private parameters() {
    return {
      algorithm: Algorithm.Argon2id,
      memoryCost: this.config.argonMemoryKib,
      timeCost: this.config.argonPasses,
      parallelism: 1,
    };
  }
}

function peppered(password: string, pepper: Buffer): string {
  return keyedHash(pepper, password).toString('base64');
}

/** Different keyboards can produce different bytes for the same password; normalisation makes them equal. */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}
