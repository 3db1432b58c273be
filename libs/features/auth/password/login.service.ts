import { Injectable } from '@nestjs/common';
import { AuthProblems } from '../auth.errors';
import type { SignInResult } from '../sign-in/sign-in-result';
import { SignInFlow, type SignInRequest } from '../sign-in/sign-in-flow';
import { CredentialRepository } from './credential.repository';
import { PasswordHasher, normalisePassword } from './password-hasher';
import type { LoginDto } from './login.dto';
import { PasswordCheck, type Proof } from './password-check';

@Injectable()
export class LoginService {
  constructor(
    private readonly passwordCheck: PasswordCheck,
    private readonly credentials: CredentialRepository,
    private readonly hasher: PasswordHasher,
    private readonly signInFlow: SignInFlow,
  ) {}

  async signIn({ email, username, password, transport, deviceToken }: LoginDto): Promise<SignInResult> {
    const proof = await this.passwordCheck.checkSignIn({ email, username }, password);
    const entry = { method: 'password', userId: proof.userId, transport, deviceToken, changesNothing: true };
    return proof.attempt.during(async () => {
      const result =
        (await this.attempt(entry, proof, password)) ??
        // A concurrent sign-in may have rehashed the same password. Both must succeed.
        (await this.attempt(entry, await this.passwordCheck.again(proof, password), password));
      if (!result) throw AuthProblems.wrong_credentials();
      return result;
    });
  }

  /** Undefined if the password has changed since it was verified; then nothing has happened. */
  private async attempt(entry: SignInRequest, proof: Proof, password: string): Promise<SignInResult | undefined> {
    const isOutdated = this.hasher.isOutdated(proof.stored);
    const upgraded = isOutdated ? await this.hasher.hash(normalisePassword(password)) : undefined;
    return this.signInFlow.signIn(entry, async () => {
      const stands = upgraded
        ? await this.credentials.upgrade(proof.userId, proof.stored, upgraded)
        : await this.credentials.lockSame(proof.userId, proof.stored);
      if (stands) await proof.attempt.succeeded();
      return stands;
    });
  }
}
