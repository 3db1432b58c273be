import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions } from '@platform/persistence/transactions';
import { Keyring } from '@platform/vault/keyring/keyring';
import { keyedHash } from '@platform/vault/keyed-hash';
import type { StoredHash } from '../hashing/password-hasher';
import { kindAt, type PasswordKind } from './choose-kind.rule';
import { PasswordKindRepository } from './password-kind.repository';

const GOOD_FOR_MS = 60_000;

/**
 * What is checked for a name nobody has. Accounts that came from elsewhere take another time than ours until their
 * first sign-in, so names without an account must do so as well, each always the same one, as often as accounts do.
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

  /** Undefined for the decoy of our own kind. Out of memory: no sign-in waits for the shares to be read again. */
  for(login: string): StoredHash | undefined {
    if (performance.now() - this.readAt > GOOD_FOR_MS) void this.read().catch(() => undefined);
    const specimen = kindAt(this.kinds, this.positionOf(login))?.specimen;
    return specimen ? { text: specimen, pepperId: null } : undefined;
  }

  async read(): Promise<void> {
    this.readAt = performance.now();
    this.kinds = await this.transactions.apart(() => this.repository.all());
  }

  /** Keyed, so that nobody can know beforehand which name has which decoy; the same after a rotation, as accounts are. */
  private positionOf(login: string): number {
    const hash = keyedHash(this.keyring.oldest('system').secret, 'password-decoy\0', login.toLowerCase());
    return hash.readUInt32BE() / 2 ** 32;
  }
}
