import { Notifier } from '@features/communications/notifier/notifier';
import { notificationIdOf } from '@features/communications/inbox/notification-id';
import { NotificationTypesService } from '@features/communications/catalogue/notification-types.service';
import { TopicsService } from '@features/communications/catalogue/topics.service';
import { SendingService } from '@features/communications/sending/sending.service';
import { SubscriptionsService } from '@features/communications/subscriptions/subscriptions.service';
import { DevicesService } from '@features/communications/devices/devices.service';
import { createWebPushKey, parseWebPushKey, type WebPushKey } from '@features/communications/push/web-push-key.rule';
import type { SessionPrincipal } from '@platform/access/principal';
import { newId } from '@platform/ids/ids';
import { NotificationTypes, type NotificationType } from '@features/communications/catalogue/notification-types';
import type { TestApi } from '@test/support/test-api';
import type { Meaning } from '../valid-request';
import type { Person, Scene } from '../world';

const TYPE = 'auth.password_changed';

/** A notification of the caller. The walked product has no worker, so it is created here. */
async function notification({ app }: TestApi, { id: userId }: Person): Promise<string> {
  const sourceId = newId();
  const definition = (await app.get(NotificationTypes).find(TYPE)) as NotificationType;
  await app.get(Notifier).notify({ userId, language: 'en' }, definition, { data: {} }, sourceId);
  return notificationIdOf(sourceId, TYPE, userId);
}

/** A topic of the app. The numbers of topics and types are limited, so most requests share one. */
async function topic({ app }: TestApi, name = 'shared'): Promise<string> {
  await app.get(TopicsService).define(name, { names: [{ language: 'en', title: 'News', description: '' }] }, undefined);
  return name;
}

async function type(api: TestApi, name = 'app.shared'): Promise<string> {
  const texts = [{ language: 'en', title: 'News', text: '' }];
  await api.app.get(NotificationTypesService).define(name, { topic: await topic(api), texts }, undefined);
  return name;
}

async function sent(api: TestApi, { id }: Person): Promise<string> {
  return (await api.app.get(SendingService).send({ to: [id], type: await type(api) })).id;
}

async function device({ app }: TestApi, { id: userId }: Person): Promise<string> {
  const principal = { userId, sessionId: newId() } as SessionPrincipal;
  return (await app.get(DevicesService).register(principal, browser())).id;
}

/** The address of a browser that does not exist. */
function browser() {
  const { publicKey } = parseWebPushKey(createWebPushKey()) as WebPushKey;
  const keys = { p256dh: publicKey, auth: Buffer.alloc(16).toString('base64url') };
  return { kind: 'web-push' as const, endpoint: `https://push.example.com/${newId()}`, keys };
}

export function notificationScenes(api: TestApi): Scene {
  return async (operationId, caller, world): Promise<Meaning | undefined> => {
    switch (operationId) {
      case 'updateNotification':
      case 'deleteNotification':
      case 'listNotificationDeliveries':
        return { path: { id: await notification(api, caller) } };
      case 'setNotificationTopic':
        return { path: { topic: 'shared' }, body: { names: [{ language: 'en', title: 'News', description: '' }] } };
      case 'getNotificationTopic':
        return { path: { topic: await topic(api) } };
      case 'deleteNotificationTopic':
        return { path: { topic: await topic(api, `t-${newId()}`.slice(0, 40)) } };
      case 'setNotificationType':
        return {
          path: { type: 'app.shared' },
          body: { topic: await topic(api), fields: [], texts: [{ language: 'en', title: 'News', text: '' }] },
        };
      case 'getNotificationType':
        return { path: { type: await type(api) } };
      case 'deleteNotificationType':
        return { path: { type: await type(api, `app.t${newId().replaceAll('-', '')}`) } };
      case 'sendNotification':
        return {
          body: { to: [(await world.person()).id], type: await type(api), actorId: undefined, expiresAt: undefined },
        };
      case 'getSentNotification':
        return { path: { id: await sent(api, await world.person()) } };
      case 'createDevice':
        return { body: { ...browser(), token: undefined } };
      case 'deleteDevice':
        return { path: { id: await device(api, caller) } };
      case 'updateTopicSettings':
      case 'subscribe':
        return { path: { topic: await topic(api) } };
      case 'unsubscribe':
        await api.app.get(SubscriptionsService).subscribe(caller.id, await topic(api));
        return { path: { topic: 'shared' } };
      default:
        return undefined;
    }
  };
}
