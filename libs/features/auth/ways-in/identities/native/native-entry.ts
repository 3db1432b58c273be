import { Injectable } from '@nestjs/common';
import type { Entered } from '../../../entrance/entered';
import { IdentityEntrance } from '../identity-entrance';
import type { IdentityProvider } from '../identity-providers';
import type { IdTokenDto, NonceDto } from './id-token.dto';
import { IdTokenProof } from './id-token-proof';

/** Apps that ask a provider by themselves, without a browser. */
@Injectable()
export class NativeEntry {
  constructor(
    private readonly proof: IdTokenProof,
    private readonly entrance: IdentityEntrance,
  ) {}

  async nonce(provider: IdentityProvider): Promise<NonceDto> {
    return { nonce: await this.proof.nonceFor(provider) };
  }

  async enter(provider: IdentityProvider, { idToken, ...entry }: IdTokenDto): Promise<Entered> {
    return this.entrance.enter(await this.proof.check(provider, idToken), entry);
  }
}
