import { generateSync } from 'otplib';
import { idToBytes } from '@platform/ids/ids';
import { PASSWORD, type TestUser } from './test-api';
import type { TwoNodes } from './two-nodes';
import type { NodesWithMail } from './with-mail';

export interface UserApp {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  /** The current code of the app. */
  code(): string;
  /** The current code, usable even if a code of these 30 seconds was used, so that tests need not wait. */
  freshCode(): Promise<string>;
}

/** Sets up an authenticator app, as the user would. */
export async function setUpApp(
  { api, database }: Pick<TwoNodes, 'api' | 'database'>,
  user: TestUser,
): Promise<UserApp> {
  const { token } = user;
  const begun = await api.call('POST', '/v1/me/mfa/totp', { token });
  if (begun.status !== 201) throw new Error(`The start of the TOTP setup was answered ${begun.status}: ${begun.text}`);
  const { secret } = begun.body as { secret: string };
  const code = () => generateSync({ secret });
  const confirmed = await api.call('POST', '/v1/me/mfa/totp/confirm', { token, body: { code: code() } });
  if (confirmed.status !== 200)
    throw new Error(`The confirmation of the TOTP setup was answered ${confirmed.status}: ${confirmed.text}`);
  const { recoveryCodes } = confirmed.body as { recoveryCodes: string[] };
  return {
    secret,
    recoveryCodes,
    code,
    async freshCode() {
      await database.write('UPDATE auth_totp SET last_step = 0 WHERE user_id = ?', [idToBytes(user.id)]);
      return code();
    },
  };
}

export type UserWithApp = TestUser & { readonly app: UserApp };

/** Helpers for sign-ins with a second factor. */
export function secondFactorOn(nodes: NodesWithMail) {
  const login = (user: TestUser, more: object = {}) =>
    nodes.post('/v1/auth/login', { email: user.email, password: PASSWORD, ...more });
  const show = (mfaToken: string, code: string, more: object = {}, node = nodes.api) =>
    nodes.post('/v1/auth/login/mfa', { mfaToken, method: 'totp', code, ...more }, undefined, node);
  return {
    login,
    show,
    /** A user with an authenticator app, whose mails so far have been read. */
    async someone(): Promise<UserWithApp> {
      const user = await nodes.someone();
      const { token } = await nodes.mails.mailTo(user.email);
      await nodes.post('/v1/recovery/email/confirm', { token });
      const app = await setUpApp(nodes, user);
      await nodes.mails.mailTo(user.email);
      return { ...user, app };
    },
    mfaTokenOf: async (user: TestUser): Promise<string> => (await login(user)).body.mfaToken as string,
    recover: (mfaToken: string, code: string | undefined) =>
      nodes.post('/v1/auth/login/mfa', { mfaToken, method: 'recovery_code', code }),
    /** The session of a user who signed in a while ago. */
    ageSession: (user: TestUser) =>
      nodes.database.write(
        'UPDATE auth_session SET stepped_up_at = UTC_TIMESTAMP(3) - INTERVAL 1 DAY WHERE user_id = ?',
        [idToBytes(user.id)],
      ),
    wrong: (code: string) => (code === '000000' ? '111111' : '000000'),
  };
}
