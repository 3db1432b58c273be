import { NEW_PHONE } from '@features/recovery/recovery.one-time';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { Database } from '@platform/persistence/database';
import type { TestApi } from '@test/support/test-api';
import type { Scene } from '../world';

export function phoneScenes({ app }: TestApi): Scene {
  return async (operationId, { id: userId }) => {
    if (operationId !== 'confirmPhoneNumber') return undefined;
    const bound = { holder: userId, userId, payload: { number: '+491701234567' } };
    const issued = await app.get(Database).transactions.run(() => app.get(OneTimeTokens).issue(NEW_PHONE, bound));
    return { body: { code: issued?.code } };
  };
}
