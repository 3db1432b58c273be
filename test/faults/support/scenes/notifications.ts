import { Notifier } from '@features/communications/notifier/notifier';
import { notificationIdOf } from '@features/communications/inbox/notification-id';
import { newId } from '@platform/ids/ids';
import { notificationOfType, type NotificationDefinition } from '@platform/notifications/define-notification';
import type { TestApi } from '@test/support/test-api';
import type { Person, Scene } from '../world';

const TYPE = 'auth.password_changed';

/** A notification of the caller. The walked product has no worker, so it is created here. */
async function notification({ app }: TestApi, { id: userId }: Person): Promise<string> {
  const sourceId = newId();
  const definition = notificationOfType(TYPE) as NotificationDefinition;
  await app.get(Notifier).notify({ userId, language: 'en' }, definition, { data: {} }, sourceId);
  return notificationIdOf(sourceId, TYPE, userId);
}

export function notificationScenes(api: TestApi): Scene {
  return async (operationId, caller) => {
    if (operationId !== 'updateNotification' && operationId !== 'deleteNotification') return undefined;
    return { path: { id: await notification(api, caller) } };
  };
}
