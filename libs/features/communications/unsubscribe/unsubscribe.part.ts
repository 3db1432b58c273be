import type { FeaturePart } from '@platform/process/feature-part';
import { UnsubscribeController } from './unsubscribe.controller';
import { UnsubscribeService } from './unsubscribe.service';
import { UnsubscribeTokens } from './unsubscribe-tokens';

/** The links with which users end mails. */
export const UNSUBSCRIBE_PART: FeaturePart = {
  controllers: [UnsubscribeController],
  providers: [UnsubscribeService, UnsubscribeTokens],
};
