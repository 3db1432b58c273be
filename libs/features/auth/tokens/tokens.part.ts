import type { FeaturePart } from '@platform/process/feature-part';
import { AccessTokenStrategy } from './access-token.strategy';
import { AccessTokens } from './access-tokens';
import { JwksController } from './jwks.controller';
import { PublishedKeys } from './published-keys';

/** Signs and verifies access tokens, and publishes the public keys. */
export const TOKENS_PART: FeaturePart = {
  controllers: [JwksController],
  providers: [AccessTokens, AccessTokenStrategy, PublishedKeys],
};
