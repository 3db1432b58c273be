import { AccountStates, UserReader } from '@features/users';
import { Transactions } from '@platform/persistence/transactions';
import { PASSWORD, type Answer, type TestUser } from '@test/support/test-api';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

interface Change {
  readonly name: string;
  make(user: TestUser): Promise<Answer>;
}

/** Tables that every request writes, and tables of this test. */
const OTHER_TABLES = /^(platform_(node|counter)|refused_|schema_)/;

/** An event gets its position after the commit, perhaps between two answers. */
const withoutPositions = (body: unknown) =>
  JSON.parse(JSON.stringify(body, (key, value: unknown) => (key === 'position' ? undefined : value))) as unknown;

describe('A change that the database rolls back', () => {
  let nodes: NodesWithMail;

  beforeAll(async () => {
    nodes = await startWithMail();
    await nodes.database.write('CREATE TABLE refused_table (name varchar(64) NOT NULL PRIMARY KEY)');
    await nodes.database.write(
      'CREATE TABLE refused_seen (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(64) NOT NULL)',
    );
    const tables = await nodes.database.rows<{ name: string }>(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
    );
    const connection = await nodes.database.pool.acquire();
    for (const { name } of tables.filter((table) => !OTHER_TABLES.test(table.name))) {
      // The trigger fails with the error of a server whose disk is full.
      await nodes.database.pool.command(
        connection,
        `CREATE TRIGGER refused_${name} BEFORE INSERT ON ${name} FOR EACH ROW BEGIN
           IF EXISTS (SELECT 1 FROM refused_table WHERE name = '${name}') THEN
             SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'The table is full';
           END IF;
           INSERT INTO refused_seen (name) VALUES ('${name}');
         END`,
      );
    }
    connection.release();
  });
  afterAll(() => nodes.stop());

  const onOther = (method: string, path: string, token: string, body?: unknown) =>
    nodes.other.call(method, path, { token, body });
  let counter = 0;
  let password = PASSWORD;

  const changes: readonly Change[] = [
    {
      name: 'an API key',
      make: (user) =>
        onOther('POST', '/v1/me/api-keys', user.token, { name: `key ${++counter}`, scopes: ['profile:read'] }),
    },
    {
      name: 'a profile',
      make: (user) => onOther('PATCH', '/v1/me', user.token, { displayName: `Name ${++counter}` }),
    },
    {
      name: 'personal information',
      make: (user) => onOther('PATCH', '/v1/me/personal', user.token, { givenName: `Given ${++counter}` }),
    },
    {
      name: 'the roles of a user',
      make: async (user) => {
        const roles = (await nodes.read(user, '/v1/me')).body.roles as string[];
        const wanted = roles.length > 0 ? [] : ['support'];
        return onOther('PUT', `/v1/admin/users/${user.id}/roles`, nodes.admin.token, { roles: wanted });
      },
    },
    {
      name: 'a role',
      make: () =>
        onOther('POST', '/v1/admin/roles', nodes.admin.token, {
          name: `checker-${++counter}`,
          description: 'checks',
          permissions: ['audit.read'],
        }),
    },
    {
      name: 'the schema of attributes',
      make: () =>
        onOther('PUT', '/v1/admin/attribute-schema', nodes.admin.token, {
          schema: {
            type: 'object',
            additionalProperties: false,
            properties: { [`field${++counter}`]: { type: 'string', maxLength: 10 } },
          },
        }),
    },
    {
      name: 'the password',
      make: async (user) => {
        const answer = await onOther('POST', '/v1/me/password', user.token, {
          currentPassword: password,
          newPassword: `${PASSWORD} ${++counter}`,
        });
        if (answer.status < 300) password = `${PASSWORD} ${counter}`;
        return answer;
      },
    },
  ];

  /** All answers of a node that use its caches. */
  const answersOf = async (user: TestUser, node: NodesWithMail['api']) => {
    const paths = ['/v1/me', '/v1/me/personal', '/v1/me/api-keys', '/v1/me/sessions', '/v1/admin/audit?limit=1'];
    const answers = await Promise.all(paths.map((path) => nodes.read(user, path, node)));
    const ofAdmin = await Promise.all(
      ['/v1/admin/roles', '/v1/admin/attribute-schema'].map((path) => nodes.read(nodes.admin, path, node)),
    );
    return [...answers, ...ofAdmin].map(({ status, body, headers }) => ({
      status,
      etag: headers.get('etag'),
      body: status === 200 ? withoutPositions(body) : body.code,
    }));
  };
  const seenTables = async () => {
    const rows = await nodes.database.rows<{ name: string }>('SELECT DISTINCT name FROM refused_seen');
    await nodes.database.write('DELETE FROM refused_seen');
    return rows.map(({ name }) => name);
  };

  it('leaves no profile that was read inside it in the cache, after another node has reached the same version', async () => {
    const user = await nodes.someone();
    const { app } = nodes.other;
    expect((await nodes.read(user, '/v1/me', nodes.other)).status).toBe(200);
    const work = app.get(Transactions).run(async () => {
      await app.get(AccountStates).touch(user.id);
      await app.get(UserReader).me(user.id, []);
      throw new Error('The table is full');
    });
    await expect(work).rejects.toThrow('full');
    const next = await nodes.patch(user, '/v1/me', { bio: 'next' });
    const served = await nodes.read(user, '/v1/me', nodes.other);
    expect([served.headers.get('etag'), served.body.bio]).toEqual([next.headers.get('etag'), 'next']);
  });

  it.each(changes.map((change) => [change.name, change] as const))(
    'leaves nothing in the caches of its node: %s',
    async (_, { make }) => {
      const user = await nodes.someone();
      await answersOf(user, nodes.other);
      await seenTables();
      expect((await make(user)).status).toBeLessThan(300);
      const tables = await seenTables();
      const refused: string[] = [];
      for (const table of tables) {
        await nodes.database.write('INSERT INTO refused_table VALUES (?)', [table]);
        const { status } = await make(user);
        await nodes.database.write('DELETE FROM refused_table');
        // Workers write at the same time, to tables that the change itself does not write.
        if (status === 503) refused.push(table);
        else expect(status).toBeLessThan(300);
        // The next change gets the version that the rolled-back one would have had.
        const next = await nodes.patch(user, '/v1/me', { bio: `after ${table}` });
        expect(next.status).toBe(200);
        const served = await nodes.read(user, '/v1/me', nodes.other);
        expect([served.headers.get('etag'), served.body.bio]).toEqual([next.headers.get('etag'), `after ${table}`]);
        expect(await answersOf(user, nodes.other)).toEqual(await answersOf(user, nodes.api));
      }
      expect(refused).toEqual(expect.arrayContaining(['event_log']));
    },
  );
});
