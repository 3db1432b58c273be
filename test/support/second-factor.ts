import { generateSync } from 'otplib';
import { idToBytes } from '@platform/persistence/ids';
import type { TestUser } from './test-api';
import type { TwoNodes } from './two-nodes';

export interface AppOfUser {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  /** What the app shows now. */
  shows(): string;
  /** The same, and as if no code of this half minute had been used: tests do not wait for the next one. */
  showsAnew(): Promise<string>;
}

/** Sets an authenticator app up for somebody, as the user would. */
export async function setUpApp(
  { api, database }: Pick<TwoNodes, 'api' | 'database'>,
  user: TestUser,
): Promise<AppOfUser> {
  const { token } = user;
  const begun = await api.call('POST', '/v1/me/mfa/totp', { token });
  if (begun.status !== 201) throw new Error(`Beginning was answered ${begun.status}: ${begun.text}`);
  const { secret } = begun.body as { secret: string };
  const shows = () => generateSync({ secret });
  const confirmed = await api.call('POST', '/v1/me/mfa/totp/confirm', { token, body: { code: shows() } });
  if (confirmed.status !== 200) throw new Error(`Confirming was answered ${confirmed.status}: ${confirmed.text}`);
  const { recoveryCodes } = confirmed.body as { recoveryCodes: string[] };
  return {
    secret,
    recoveryCodes,
    shows,
    async showsAnew() {
      await database.write('UPDATE auth_totp SET last_step = 0 WHERE user_id = ?', [idToBytes(user.id)]);
      return shows();
    },
  };
}
