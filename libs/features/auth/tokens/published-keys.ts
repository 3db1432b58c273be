import { Injectable } from '@nestjs/common';
import { Keyring } from '@platform/vault/keyring/keyring';
import { TOKEN_ALGORITHM } from './access-tokens';
import type { JwkDto, JwksDto } from './jwks.dto';

/** The public halves of every living signing key: also the next one, so that checkers know it before it signs. */
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
