import { SmsFactorRepository } from '@features/auth/second-factor/sms/sms-factor.repository';
import { SIGN_IN_SMS } from '@features/auth/sms-sign-in/sms-sign-in.one-time';
import { NEW_PHONE } from '@features/recovery/recovery.one-time';
import { VerifiedPhones } from '@features/users';
import type { UserId } from '@platform/ids/ids';
import type { OneTimeKind } from '@platform/one-time/one-time-kind';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { Database } from '@platform/persistence/database';
import { PASSWORD, type TestApi } from '@test/support/test-api';
import type { Scene } from '../world';

const NUMBER = '+491701234567';

/** Works on the database, because a second factor of the caller would be required in later scenes. */
export function phoneScenes(api: TestApi): Scene {
  const { app } = api;
  const inTransaction = <T>(work: () => Promise<T>) => app.get(Database).transactions.run(work);
  const issue = (kind: OneTimeKind, holder: string, userId: UserId) =>
    inTransaction(() => app.get(OneTimeTokens).issue(kind, { holder, userId, payload: { number: NUMBER } }));
  const withPhone = (userId: UserId) => inTransaction(() => app.get(VerifiedPhones).set(userId, NUMBER));
  const withFactor = async (userId: UserId) => {
    await withPhone(userId);
    await inTransaction(() => app.get(SmsFactorRepository).add(userId));
  };
  return async (operationId, { id: userId }, world) => {
    switch (operationId) {
      case 'confirmPhoneNumber':
        return { body: { code: (await issue(NEW_PHONE, userId, userId))?.code } };
      case 'enableSmsFactor':
        await inTransaction(() => app.get(SmsFactorRepository).remove(userId));
        await withPhone(userId);
        return {};
      case 'disableSmsFactor':
      case 'requestStepUpCode':
        await withFactor(userId);
        return {};
      case 'requestMfaCode': {
        const { id, email } = await world.person();
        await withFactor(id);
        const { body } = await api.call('POST', '/v1/auth/login', { body: { email, password: PASSWORD } });
        return { body: { mfaToken: body.mfaToken } };
      }
      case 'requestSmsCode':
        return { body: { email: (await world.person()).email, username: undefined } };
      case 'signInWithSmsCode': {
        const { id, email } = await world.person();
        await withPhone(id);
        return { body: { email, username: undefined, code: (await issue(SIGN_IN_SMS, `email ${email}`, id))?.code } };
      }
      default:
        // The factor of an earlier scene must not require a code in this one.
        await inTransaction(() => app.get(SmsFactorRepository).remove(userId));
        return undefined;
    }
  };
}
