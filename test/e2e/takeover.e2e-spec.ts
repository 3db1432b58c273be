import { expectProblem } from '@test/support/expect-problem';
import type { TestUser } from '@test/support/test-api';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const ANOTHER = 'eleven quiet harbour lights';
const LINK = '/v1/auth/magic-link';
const CONFIRM = '/v1/recovery/email-change/confirm';
const RESET = '/v1/recovery/password';

describe('Whoever was in an account before its owner came', () => {
  let nodes: NodesWithMail;
  let counter = 0;

  beforeAll(async () => {
    nodes = await startWithMail();
  });
  afterAll(() => nodes.stop());

  const newAddress = () => `squatter-${++counter}@evil.example.org`;
  /** Somebody who has registered an address that may be another's. */
  const squatter = async (): Promise<TestUser> => {
    const user = await nodes.someone();
    await nodes.mails.mailTo(user.email);
    return user;
  };
  const mailed = async (path: string, email: string) => {
    expect((await nodes.post(path, { email })).status).toBe(202);
    return (await nodes.mails.mailTo(email)).token;
  };
  const linkFor = (email: string) => mailed(LINK, email);
  const enters = (token: string | undefined) => nodes.post(`${LINK}/confirm`, { token });
  const moves = async (user: TestUser, email = newAddress()) => {
    expect((await nodes.post('/v1/me/email', { email }, user.token)).status).toBe(202);
    return email;
  };

  describe('cannot move it to another address that was asked for before', () => {
    /** It is mailed a moment after it was asked for: before the owner comes, or, mostly, after. */
    const leadsNowhere = async (user: TestUser, wanted: string) => {
      await nodes.untilIdle();
      for (const { token } of nodes.mails.mailsTo(wanted))
        expectProblem(await nodes.post(CONFIRM, { token }), 'one_time.not_valid', 401);
      const { body } = await nodes.read(nodes.admin, `/v1/admin/users/${user.id}`);
      expect(body).toMatchObject({ email: user.email, emailVerified: true });
    };

    it('the owner came in by mail', async () => {
      const user = await squatter();
      const token = await linkFor(user.email);
      const wanted = await moves(user);
      expect((await enters(token)).status).toBe(200);
      await leadsNowhere(user, wanted);
    });

    it('the owner chose a new password', async () => {
      const user = await squatter();
      const token = await mailed(RESET, user.email);
      const wanted = await moves(user);
      expect((await nodes.post(`${RESET}/confirm`, { token, newPassword: ANOTHER })).status).toBe(204);
      await leadsNowhere(user, wanted);
    });
  });
});
