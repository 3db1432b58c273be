import type { FeaturePart } from '@platform/process/feature-part';
import { ApnsService } from './apns.service';
import { FcmService } from './fcm.service';
import { PushConfig } from './push.config';
import { PushSender } from './push-sender';
import { PushServicesController } from './push-services.controller';
import { ServerPauses } from './server-pauses';
import { WebPushService } from './web-push.service';

/** Notifications to devices. */
export const PUSH_PART: FeaturePart = {
  controllers: [PushServicesController],
  providers: [ApnsService, FcmService, PushConfig, PushSender, ServerPauses, WebPushService],
};
