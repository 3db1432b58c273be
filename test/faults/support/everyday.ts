import type { Answer, TestApi, TestUser } from '@test/support/test-api';
import { PASSWORD } from '@test/support/test-api';

/** Sends everyday requests of a user and an administrator. Returns the answers that were not as expected. */
export async function sendEverydayRequests(api: TestApi, admin: TestUser, name: string): Promise<string[]> {
  const faults: string[] = [];
  const call = async (status: number, method: string, path: string, token?: string, body?: object): Promise<Answer> => {
    const answer = await api.call(method, path, { token, body });
    if (answer.status !== status) faults.push(`${method} ${path} ${answer.status}: ${answer.text}`);
    return answer;
  };
  const email = `${name}@example.com`;
  const account = { email, password: PASSWORD, username: name };
  const { body: registered } = await call(201, 'POST', '/v1/auth/register', undefined, account);
  const { body: signedIn } = await call(200, 'POST', '/v1/auth/login', undefined, { email, password: PASSWORD });
  const token = signedIn?.accessToken as string | undefined;
  const id = registered?.user?.id as string | undefined;
  if (!token || !id) return faults;
  await call(200, 'PATCH', '/v1/me', token, { displayName: 'New', bio: 'Written today' });
  await call(200, 'GET', '/v1/me', token);
  await call(200, 'PATCH', '/v1/me/personal', token, { givenName: 'Grace', birthDate: '1906-12-09' });
  const personal = await call(200, 'GET', '/v1/me/personal', token);
  if (personal.body?.givenName !== 'Grace') faults.push('The personal information that was written is missing.');
  await call(201, 'POST', '/v1/activity', token, { action: 'app.everyday' });
  await call(200, 'GET', '/v1/me/activity', token);
  await call(200, 'GET', '/v1/me/sessions', token);
  await call(200, 'POST', '/v1/auth/refresh', undefined, { refreshToken: registered.refreshToken });
  await call(200, 'GET', `/v1/admin/users?email=${encodeURIComponent(email)}`, admin.token);
  await call(200, 'GET', '/v1/admin/audit', admin.token);
  await call(200, 'GET', '/v1/admin/attribute-schema', admin.token);
  await call(200, 'PUT', `/v1/admin/users/${id}/roles`, admin.token, { roles: ['support'] });
  await call(204, 'POST', `/v1/admin/users/${id}/suspend`, admin.token, { reason: 'x' });
  await call(204, 'DELETE', `/v1/admin/users/${id}/suspend`, admin.token);
  await call(200, 'POST', '/v1/auth/login', undefined, { email, password: PASSWORD });
  return faults;
}
