import { Injectable } from '@nestjs/common';
import { Keyring } from '@platform/vault/keyring/keyring';
import { TOKEN_ALGORITHM } from './access-tokens';
import type { JwkDto, JwksDto } from './jwks.dto';

/**
 * The public keys of all active signing keys, including the next one. Verifiers fetch the keys again when they see an
 * unknown key ID; otherwise they can cache them as the response allows.
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
