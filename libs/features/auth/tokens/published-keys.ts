import { Injectable } from '@nestjs/common';
import { Keyring } from '@platform/vault/keyring/keyring';
import { TOKEN_ALGORITHM } from './access-tokens';
import type { JwkDto, JwksDto } from './jwks.dto';

/**
 * The public halves of every living signing key, the next one included. A service that meets a key it does not know
 * asks again; until then its copy is good for as long as the answer says.
 */
@Injectable()
export class PublishedKeys {
  constructor(private readonly keyring: Keyring) {}

  all(): JwksDto {
    const keys = this.keyring.live('signing').flatMap(({ id, publicKey }) => {
      if (!publicKey) return [];
      const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
      return [{ kty, crv, x, y, kid: id, use: 'sig', alg: TOKEN_ALGORITHM } as JwkDto];
    });
    return { keys };
  }
}
