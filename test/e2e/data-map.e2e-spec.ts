import { allPermissions } from '@platform/http/access/audience';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { expectProblem } from '@test/support/expect-problem';
import { TestApi, type TestUser } from '@test/support/test-api';

const PATH = '/v1/admin/data-map';

describe('The data map', () => {
  let api: TestApi;
  let admin: TestUser;

  beforeAll(async () => {
    api = await TestApi.start();
    admin = await api.administrator();
  });
  afterAll(() => api.stop());

  const personal = () =>
    api.app
      .get(UserDataRegistry)
      .dataMap()
      .flatMap(({ table, columns }) =>
        columns.filter((column) => column.personal).map(({ name }) => `${table}.${name}`),
      );

  it('lists every personal column with its purpose, retention, protection and readers', async () => {
    const { status, body } = await api.call('GET', PATH, { token: admin.token });
    expect(status).toBe(200);
    const rows = body.items as Record<string, any>[];
    expect(rows.map(({ table, column }) => `${table}.${column}`)).toEqual(personal());
    expect(rows.length).toBeGreaterThan(100);
    expect(rows).toContainEqual({
      provider: 'users.personal',
      database: 'main',
      table: 'users_personal',
      column: 'birth_date_sealed',
      purpose: 'to determine the age',
      kept: 'until the account is erased',
      protection: 'sealed',
      readers: ['personal.read'],
    });
    const readers = rows.flatMap((row) => row.readers as string[]);
    expect(readers.filter((permission) => !allPermissions().has(permission))).toEqual([]);
  });

  it('is available as CSV with the same rows', async () => {
    const { headers, text } = await api.call('GET', `${PATH}?format=csv`, { token: admin.token });
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [head, ...lines] = text.trim().split('\n');
    expect(head).toBe('provider,database,table,column,purpose,kept,protection,readers');
    expect(lines).toHaveLength(personal().length);
  });

  it('is shown only to staff with the permission', async () => {
    const user = await api.register('someone');
    expectProblem(await api.call('GET', PATH, { token: user.token }), 'access.not_allowed', 403);
  });

  it('is printed by the command line and as a page', async () => {
    const csv = await api.command(['privacy', 'data-map']);
    expect([csv.exitCode, csv.out.join('\n').split('\n')[0]]).toEqual([
      0,
      expect.stringContaining('provider,database'),
    ]);
    const page = (await api.command(['privacy', 'data-map', '--html'])).out.join('\n');
    expect(page).toContain('<td>birth_date_sealed</td><td>to determine the age</td>');
    expect(page).toContain('Contains the texts that users accept.');
  });
});
