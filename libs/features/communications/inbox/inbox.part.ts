import './inbox.migration';
import type { FeaturePart } from '@platform/process/feature-part';
import { InboxController } from './inbox.controller';
import { InboxEntity } from './inbox.entity';
import { InboxRepository } from './inbox.repository';
import { InboxService } from './inbox.service';
import { InboxStream } from './inbox-stream';
import { InboxUserData } from './inbox.user-data';
import { InboxWriter } from './inbox-writer';
import { NotificationEntity } from './notification.entity';
import { NotificationExpiry } from './notification-expiry';
import { NotificationRepository } from './notification.repository';
import { NotificationView } from './notification-view';

/** The notifications of each user, and the number of unread ones. */
export const INBOX_PART: FeaturePart = {
  entities: [InboxEntity, NotificationEntity],
  controllers: [InboxController],
  providers: [
    InboxRepository,
    InboxService,
    InboxStream,
    InboxUserData,
    InboxWriter,
    NotificationExpiry,
    NotificationRepository,
    NotificationView,
  ],
};
