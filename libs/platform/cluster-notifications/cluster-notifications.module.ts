import { Global, Module } from '@nestjs/common';
import { CachedValues } from './cached-values';
import { ClusterNotificationPurge } from './cluster-notification-purge';
import { ClusterNotificationRepository } from './cluster-notification.repository';
import { ClusterNotifications } from './cluster-notifications';
import { ClusterNotificationsConfig } from './cluster-notifications.config';
import { CLUSTER_NOTIFICATIONS_USER_DATA } from './cluster-notifications.user-data';

@Global()
@Module({
  providers: [
    ClusterNotificationsConfig,
    ClusterNotificationRepository,
    ClusterNotifications,
    ClusterNotificationPurge,
    CachedValues,
    CLUSTER_NOTIFICATIONS_USER_DATA,
  ],
  exports: [ClusterNotifications, CachedValues],
})
export class ClusterNotificationsModule {}
