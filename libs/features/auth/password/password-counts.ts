import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { Keyring } from '@platform/vault/keyring/keyring';
import { CredentialRepository } from './credential.repository';
import { KindCount } from './decoys/kind-count';

/** Reports the peppers in use to the keyring, and counts the kinds of hashes for the dummy hashes. */
@Injectable()
export class PasswordCounts implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly keyring: Keyring,
    private readonly credentials: CredentialRepository,
    private readonly kinds: KindCount,
  ) {}

  onModuleInit(): void {
    this.keyring.countUses('pepper', (id) => this.credentials.countPepper(id));
    this.jobs.every({ name: 'auth.count-password-kinds', seconds: 3600, run: () => this.kinds.run() });
  }
}
