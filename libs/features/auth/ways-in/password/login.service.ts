import { Injectable } from '@nestjs/common';
import { AuthProblems } from '../../auth.errors';
import type { Entered } from '../../entrance/entered';
import { Entrance, type Entry } from '../../entrance/entrance';
import { CredentialRepository } from '../../password/credential.repository';
import { PasswordHasher } from '../../password/password-hasher';
import { normalisePassword } from '../../password/password-policy.rule';
import type { LoginDto } from './login.dto';
import { PasswordProof, type Proof } from './password-proof';

@Injectable()
export class LoginService {
  constructor(
    private readonly proof: PasswordProof,
    private readonly credentials: CredentialRepository,
    private readonly hasher: PasswordHasher,
    private readonly entrance: Entrance,
  ) {}

  async signIn({ email, username, password, transport, deviceToken }: LoginDto): Promise<Entered> {
    const proof = await this.proof.checkSignIn({ email, username }, password);
    const entry = { way: 'password', userId: proof.userId, transport, deviceToken, changesNothing: true };
    return proof.attempt.during(async () => {
      const entered =
        (await this.enter(entry, proof, password)) ??
        // A concurrent sign-in may have rehashed the same password. Both must succeed.
        (await this.enter(entry, await this.proof.again(proof, password), password));
      if (!entered) throw AuthProblems.wrong_credentials();
      return entered;
    });
  }

  /** Undefined if the password has changed since it was verified; then nothing has happened. */
  private async enter(entry: Entry, proof: Proof, password: string): Promise<Entered | undefined> {
    const isOutdated = this.hasher.isOutdated(proof.stored);
    const upgraded = isOutdated ? await this.hasher.hash(normalisePassword(password)) : undefined;
    return this.entrance.enter(entry, async () => {
      const stands = upgraded
        ? await this.credentials.upgrade(proof.userId, proof.stored, upgraded)
        : await this.credentials.holdSame(proof.userId, proof.stored);
      if (stands) await proof.attempt.succeeded();
      return stands;
    });
  }
}
