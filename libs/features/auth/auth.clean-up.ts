import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { Keyring } from '@platform/vault/keyring/keyring';
import { AttemptRepository } from './brake/attempt.repository';
import { ImportLedger } from './import/run/import-ledger.repository';
import { KindCount } from './password/decoys/kind-count';
import { CredentialRepository } from './password/credential.repository';
import { SessionRepository } from './sessions/session.repository';

const DAYS = 90;
const REFUSAL_DAYS = 30;

/** Ends the keeping that the user-data declaration promises, and says which peppers are still needed. */
@Injectable()
export class AuthCleanUp implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly keyring: Keyring,
    private readonly sessions: SessionRepository,
    private readonly attempts: AttemptRepository,
    private readonly credentials: CredentialRepository,
    private readonly imports: ImportLedger,
    private readonly kinds: KindCount,
  ) {}

  onModuleInit(): void {
    this.keyring.countUses('pepper', (id) => this.credentials.countPepper(id));
    this.jobs.every({
      name: 'auth.clean-up',
      seconds: 600,
      run: async () => {
        while ((await this.sessions.removeOld(DAYS)) > 0);
        while ((await this.attempts.removeOld()) > 0);
        while ((await this.attempts.forgetNetworks(DAYS)) > 0);
        while ((await this.imports.removeOldRefusals(REFUSAL_DAYS)) > 0);
      },
    });
    this.jobs.every({ name: 'auth.count-password-kinds', seconds: 3600, run: () => this.kinds.run() });
  }
}
