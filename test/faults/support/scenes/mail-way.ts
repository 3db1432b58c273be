import { Database } from '@platform/persistence/database';
import { OneTimeSecrets } from '@platform/one-time/one-time-secrets';
import type { TestApi } from '@test/support/test-api';
import { SIGN_IN_CODE } from '../../../../libs/features/auth/ways-in/mail/mail-way.one-time';
import type { Scene } from '../world';

export function mailWayScenes({ app }: TestApi): Scene {
  return async (operationId, _caller, world) => {
    if (operationId !== 'signInWithEmailCode') return undefined;
    const { email, id } = await world.person();
    const bound = { holder: email, userId: id, payload: { address: email, language: 'en' } };
    const issued = await app.get(Database).transactions.run(() => app.get(OneTimeSecrets).issue(SIGN_IN_CODE, bound));
    return { body: { email, code: issued?.code } };
  };
}
