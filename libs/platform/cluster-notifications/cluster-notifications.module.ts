import { Global, Module } from '@nestjs/common';
import { ClusterNotificationPurge } from './cluster-notification-purge';
import { ClusterNotificationRepository } from './cluster-notification.repository';
import { ClusterNotifications } from './cluster-notifications';
import { ClusterNotificationsConfig } from './cluster-notifications.config';
import { ClusterNotificationsUserData } from './cluster-notifications.user-data';

@Global()
@Module({
  providers: [
    ClusterNotificationsConfig,
    ClusterNotificationRepository,
    ClusterNotifications,
    ClusterNotificationPurge,
    ClusterNotificationsUserData,
  ],
  exports: [ClusterNotifications],
})
export class ClusterNotificationsModule {}
