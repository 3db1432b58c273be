import { Injectable } from '@nestjs/common';
import type { SignInResult } from '@features/auth';
import { IdentitySignIn } from './identity-sign-in';
import type { IdentityProvider } from '../providers/identity-providers';
import type { IdTokenDto, NonceDto } from '../native/id-token.dto';
import { IdTokenProof } from '../native/id-token-proof';

/** Sign-in for apps that get an ID token from the provider without a browser. */
@Injectable()
export class NativeSignIn {
  constructor(
    private readonly proof: IdTokenProof,
    private readonly identitySignIn: IdentitySignIn,
  ) {}

  async nonce(provider: IdentityProvider): Promise<NonceDto> {
    return { nonce: await this.proof.nonceFor(provider) };
  }

  async signIn(provider: IdentityProvider, { idToken, ...options }: IdTokenDto): Promise<SignInResult> {
    return this.identitySignIn.signIn(await this.proof.check(provider, idToken), options);
  }
}
