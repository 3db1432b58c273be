import { Injectable } from '@nestjs/common';
import { AuthProblems } from '../../auth.errors';
import { GuessBrake, type Attempt } from '../../brake/guess-brake';
import { CredentialRepository } from '../../password/credential.repository';
import { NOBODY } from '../../nobody';
import { OldSystem } from '../../password/old-system/old-system';
import { isKeptElsewhere } from '../../password/old-system/kept-elsewhere.rule';
import { PasswordDecoys } from '../../password/decoys/password-decoys';
import { PasswordHasher, type StoredHash } from '../../password/password-hasher';
import { FailedSignIns } from './failed-sign-ins';

export interface Proof {
  readonly userId: string;
  readonly stored: StoredHash;
  readonly attempt: Attempt;
}

/** The one place where a password is checked: braked, and alike in work and words whether the account exists. */
@Injectable()
export class PasswordProof {
  constructor(
    private readonly brake: GuessBrake,
    private readonly credentials: CredentialRepository,
    private readonly hasher: PasswordHasher,
    private readonly decoys: PasswordDecoys,
    private readonly oldSystem: OldSystem,
    private readonly failed: FailedSignIns,
  ) {}

  /** `login` is what was typed; `userId` whose account it is, if anybody's. The answer for nobody is always no. */
  async check(login: string, userId: string | undefined, password: string): Promise<Proof> {
    const attempt = await this.brake.attempt(login, userId);
    const { stored, isRight } = await attempt.during(async () => {
      const found = await this.credentials.find(userId ?? NOBODY);
      const isRight = await this.isRight(login, password, found ?? this.decoys.for(login));
      return { stored: found, isRight };
    });
    const proof = isRight && userId && stored ? { userId, stored, attempt } : undefined;
    await attempt.judge(proof !== undefined);
    if (proof) return proof;
    if (userId) await this.failed.note(userId);
    throw AuthProblems.wrong_credentials();
  }

  /** The same attempt against what is stored now. Never against another system: that has been asked. */
  async again({ userId, attempt }: Proof, password: string): Promise<Proof> {
    const stored = await this.credentials.find(userId);
    const isRight = stored && !isKeptElsewhere(stored.text) && (await this.hasher.matches(password, stored));
    if (isRight) return { userId, stored, attempt };
    throw AuthProblems.wrong_credentials();
  }

  private async isRight(login: string, password: string, stored: StoredHash | undefined): Promise<boolean> {
    if (!stored || !isKeptElsewhere(stored.text)) return this.hasher.matches(password, stored);
    // When nobody can be asked any more, no password is right.
    return this.oldSystem.isKnown ? this.oldSystem.knows(login, password) : this.hasher.matches(password, undefined);
  }
}
