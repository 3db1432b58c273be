import { expectProblem } from '@test/support/expect-problem';
import { TestApi } from '@test/support/test-api';
import { faultsOf } from '@test/support/two-nodes';

describe('The rejection of a request', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.stop());

  const faultsOfBody = async (path: string, body: object, token?: string) =>
    faultsOf(await api.call('POST', path, { body, ...(token && { token }) })).sort();

  it('lists the faults of types, of rules and of the password policy of one body in one answer', async () => {
    const given = {
      email: 'not an address',
      password: 'short',
      username: '-',
      locale: 'nowhere at all',
      isAdmin: true,
    };
    expect(await faultsOfBody('/v1/auth/register', given)).toEqual([
      '/email users.bad_email',
      '/isAdmin field.unknown',
      '/locale users.bad_locale',
      '/password auth.password_too_short',
      '/username users.bad_username',
      422,
    ]);
    // A field with a fault of type has no second one.
    expect(await faultsOfBody('/v1/auth/register', { email: 7, password: '1234567887654321' })).toEqual([
      '/email field.wrong_type',
      '/password auth.password_too_common',
      422,
    ]);
  });

  it('lists all faults on other routes too', async () => {
    expect(await faultsOfBody('/v1/auth/login', { password: 7, more: 1 })).toEqual([
      '/email auth.one_of_email_or_username',
      '/more field.unknown',
      '/password field.wrong_type',
      422,
    ]);
    const reset = { token: 'uko_x', code: '1', email: 'a@x, b@y', newPassword: 'short', more: 1 };
    expect(await faultsOfBody('/v1/recovery/password/confirm', reset)).toEqual([
      '/email one_time.bad_email',
      '/more field.unknown',
      '/newPassword auth.password_too_short',
      '/token one_time.token_or_code',
      422,
    ]);
    const { token } = await api.register('many-faults');
    const key = { name: '', scopes: ['profile:read', 'nothing:read', 'nowhere:write'], more: 1 };
    expect(await faultsOfBody('/v1/me/api-keys', key, token)).toEqual([
      '/more field.unknown',
      '/name field.too_short',
      '/scopes/1 auth.unknown_scope',
      '/scopes/2 auth.unknown_scope',
      422,
    ]);
    const personal = await api.call('PATCH', '/v1/me/personal', {
      token,
      body: { birthDate: '2999-01-01', phoneNumbers: [{ number: '+999123456789' }], more: 1 },
    });
    expect(faultsOf(personal).sort()).toEqual([
      '/birthDate users.bad_birth_date',
      '/more field.unknown',
      '/phoneNumbers/0/number users.bad_phone_number',
      422,
    ]);
    const phones = { phoneNumbers: [{ number: 7 }, { number: '+999123456789' }, { more: 1, number: '+4420444' }] };
    expect(faultsOf(await api.call('PATCH', '/v1/me/personal', { token, body: phones })).sort()).toEqual([
      '/phoneNumbers/0/number field.wrong_type',
      '/phoneNumbers/1/number users.bad_phone_number',
      '/phoneNumbers/2/more field.unknown',
      '/phoneNumbers/2/number users.bad_phone_number',
      422,
    ]);
    expect(faultsOf(await api.call('POST', '/v1/me/step-up', { token, body: {} }))).toEqual([
      422,
      '/password auth.password_required',
    ]);
  });

  it('lists twenty of hundreds of faults and the number of the others', async () => {
    const body = Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`field${n}`, n]));
    const answer = await api.call('POST', '/v1/auth/register', { body });
    expectProblem(answer, 'request.invalid', 422);
    expect([answer.body.errors.length, answer.body.moreErrors]).toEqual([20, 882]);
    expect(answer.text.length).toBeLessThan(JSON.stringify(body).length);
    const few = await api.call('POST', '/v1/auth/register', { body: {} });
    expect([few.body.errors.length, few.body.moreErrors]).toEqual([2, undefined]);
  });

  it.each([
    ['PUT', '/v1/me', 'DELETE, GET, HEAD, PATCH'],
    ['GET', '/v1/auth/login', 'POST'],
    ['PATCH', '/v1/users/01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f?x=1', 'GET, HEAD'],
  ])('for %s %s lists the methods of the path', async (method, path, allowed) => {
    const answer = await api.call(method, path);
    expectProblem(answer, 'request.method_not_allowed', 405);
    expect(answer.headers.get('allow')).toBe(allowed);
    expect(answer.body.detail).toBe(`Allowed methods: ${allowed}.`);
  });
});
