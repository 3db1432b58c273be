import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions } from '@platform/persistence/transactions';
import { Keyring } from '@platform/vault/keyring/keyring';
import { keyedHash } from '@platform/vault/keyed-hash';
import { kindAt, type PasswordKind } from './choose-kind.rule';
import { PasswordKindRepository } from './password-kind.repository';

const CACHE_MS = 60_000;

/**
 * The dummy hash that is verified for an unknown name. Imported hashes take a different time to verify, so unknown
 * names must get such hashes as often as accounts do, and each name always the same one.
 */
@Injectable()
export class PasswordDecoys implements OnModuleInit {
  private kinds: readonly PasswordKind[] = [];
  private readAt = -Infinity;

  constructor(
    private readonly repository: PasswordKindRepository,
    private readonly keyring: Keyring,
    private readonly transactions: Transactions,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.read();
  }

  /** An imported hash, or undefined for a dummy hash of the native kind. The shares are cached, so no sign-in waits. */
  for(login: string): string | undefined {
    if (performance.now() - this.readAt > CACHE_MS) void this.read().catch(() => undefined);
    return kindAt(this.kinds, this.positionOf(login))?.specimen ?? undefined;
  }

  async read(): Promise<void> {
    this.readAt = performance.now();
    this.kinds = await this.transactions.apart(() => this.repository.all());
  }

  /**
   * The hash is keyed, so that an attacker cannot predict which name has which dummy hash. It stays the same after a
   * rotation.
   */
  private positionOf(login: string): number {
    const hash = keyedHash(this.keyring.oldest('system').secret, 'password-decoy\0', login.toLowerCase());
    return hash.readUInt32BE() / 2 ** 32;
  }
}
