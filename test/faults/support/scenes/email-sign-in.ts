import { Database } from '@platform/persistence/database';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import type { TestApi } from '@test/support/test-api';
import { SIGN_IN_CODE } from '@features/auth/email-sign-in/email-sign-in.one-time';
import type { Scene } from '../world';

export function emailSignInScenes({ app }: TestApi): Scene {
  return async (operationId, _caller, world) => {
    if (operationId !== 'signInWithEmailCode') return undefined;
    const { email, id } = await world.person();
    const bound = { holder: email, userId: id, payload: { address: email, language: 'en' } };
    const issued = await app.get(Database).transactions.run(() => app.get(OneTimeTokens).issue(SIGN_IN_CODE, bound));
    return { body: { email, code: issued?.code } };
  };
}
