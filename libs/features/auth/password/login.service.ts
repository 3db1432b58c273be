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

  async signIn({ email, username, password, ...options }: LoginDto): Promise<SignInResult> {
    const proof = await this.passwordCheck.checkSignIn({ email, username }, password);
    const request = { ...options, method: 'password', userId: proof.userId, changesNothing: true };
    return proof.attempt.during(async () => {
      const result =
        (await this.attempt(request, proof, password)) ??
        // A concurrent sign-in may have rehashed the same password. Both must succeed.
        (await this.attempt(request, await this.passwordCheck.again(proof, password), password));
      if (!result) throw AuthProblems.wrong_credentials();
      return result;
    });
  }

  /** Returns undefined without any change if the password has changed since it was verified. */
  private async attempt(request: SignInRequest, proof: Proof, password: string): Promise<SignInResult | undefined> {
    const isOutdated = this.hasher.isOutdated(proof.stored);
    const upgraded = isOutdated ? await this.hasher.hash(normalisePassword(password)) : undefined;
    return this.signInFlow.signIn(request, async () => {
      const isUnchanged = upgraded
        ? await this.credentials.upgrade(proof.userId, proof.stored, upgraded)
        : await this.credentials.lockSame(proof.userId, proof.stored);
      if (isUnchanged) await proof.attempt.succeeded();
      return isUnchanged;
    });
  }
}
