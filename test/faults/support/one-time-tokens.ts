import { Database } from '@platform/persistence/database';
import type { OneTimeKind } from '@platform/one-time/one-time-kind';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { PASSWORD, type TestApi } from '@test/support/test-api';
import { ANONYMOUS_UPGRADE, REGISTRATION } from '@features/auth/registration/registration.one-time';
import { PasswordHasher } from '@features/auth/password/password-hasher';
import { SIGN_IN_LINK } from '@features/auth/email-sign-in/email-sign-in.one-time';
import type { TopicId } from '@features/communications/catalogue/topic.entity';
import { TopicRepository, type Topic } from '@features/communications/catalogue/topic.repository';
import { TopicsService } from '@features/communications/catalogue/topics.service';
import { SUBSCRIPTION_CONFIRMATION } from '@features/communications/communications.one-time';
import { SubscriptionRepository } from '@features/communications/subscriptions/subscription.repository';
import { newId } from '@platform/ids/ids';
import { UNDELETE } from '@features/privacy/erasure/deletion/deletion.one-time';
import { DeletionService } from '@features/privacy/erasure/deletion/deletion.service';
import { ErasureRepository } from '@features/privacy/erasure/erasures/erasure.repository';
import { PREVIOUS_EMAIL, NEW_EMAIL, NEW_PASSWORD, EMAIL_VERIFICATION } from '@features/recovery/recovery.one-time';
import type { SessionPrincipal } from '@platform/access/principal';
import type { UserId } from '@platform/ids/ids';
import type { TokensOfOperations } from './world';

/** Subscribes to a topic with double opt-in, and returns its ID. */
async function subscribed({ app }: TestApi, userId: UserId): Promise<TopicId> {
  const names = [{ language: 'en', title: 'News', description: '' }];
  await app.get(TopicsService).define('double-opt-in', { names, doubleOptIn: true }, undefined);
  const { id } = (await app.get(TopicRepository).find('double-opt-in')) as Topic;
  const subscriptions = app.get(SubscriptionRepository);
  await app.get(Database).transactions.run(async () => {
    if (!(await subscriptions.find(userId, id))) await subscriptions.add(userId, id, new Date(), null);
  });
  return id;
}

export function oneTimeTokensOf(api: TestApi): TokensOfOperations {
  const issue = async (kind: OneTimeKind, holder: string, userId: UserId | null, payload: object) => {
    const secrets = api.app.get(OneTimeTokens);
    const issued = await api.app.get(Database).transactions.run(() => secrets.issue(kind, { holder, userId, payload }));
    if (!issued) throw new Error(`${holder} has reached the hourly limit for ${kind.purpose}.`);
    return issued.token;
  };
  return async (operationId, { id, email }, address) => {
    switch (operationId) {
      case 'confirmRegistration': {
        const hash = await api.app.get(PasswordHasher).hash(PASSWORD);
        return issue(REGISTRATION, address, null, { user: { email: address, by: 'user' }, hash });
      }
      case 'confirmAnonymousUpgrade': {
        const hash = await api.app.get(PasswordHasher).hash(PASSWORD);
        return issue(ANONYMOUS_UPGRADE, id, id, { user: { email: address, by: 'user' }, hash });
      }
      case 'confirmPasswordReset':
        return issue(NEW_PASSWORD, email, id, { identity: email });
      case 'confirmEmailVerification':
        return issue(EMAIL_VERIFICATION, email, id, { identity: email });
      case 'confirmEmailChange':
        return issue(NEW_EMAIL, id, id, { address });
      case 'undoEmailChange':
        return issue(PREVIOUS_EMAIL, `${id} ${email}`, id, { address });
      case 'restoreAccount': {
        await api.app.get(DeletionService).requestOwn({ userId: id } as SessionPrincipal);
        const { id: erasureId } = (await api.app.get(ErasureRepository).openOf(id)) ?? {};
        return issue(UNDELETE, id, id, { erasureId });
      }
      case 'signInWithMagicLink':
        return issue(SIGN_IN_LINK, email, id, { address: email, language: 'en' });
      case 'confirmSubscription':
        return issue(SUBSCRIPTION_CONFIRMATION, newId(), id, { topicId: await subscribed(api, id) });
      default:
        throw new Error(`${operationId} takes no token.`);
    }
  };
}
