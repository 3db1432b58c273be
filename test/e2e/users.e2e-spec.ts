import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import sharp from 'sharp';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { FileStore } from '@platform/files/file-store';
import { Database } from '@platform/persistence/database';
import { idToBytes, newId } from '@platform/persistence/ids';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { TestApi, type Answer, type TestUser } from '@test/support/test-api';

const faultsOf = ({ status, body }: Answer) => [
  status,
  ...(body.errors ?? []).map((e: { pointer: string; code: string }) => `${e.pointer} ${e.code}`),
];

describe('Users', () => {
  let api: TestApi;
  let other: TestApi;
  let admin: TestUser;
  let database: Database;

  beforeAll(async () => {
    api = await TestApi.start();
    other = await api.secondNode();
    admin = await api.administrator();
    database = api.app.get(Database);
  });
  afterAll(async () => {
    await other.stop();
    await api.stop();
  });

  let counter = 0;
  const someone = (more: object = {}) => api.register(`someone-${++counter}`, more);
  const read = (user: TestUser, path: string, node = api) => node.call('GET', path, { token: user.token });
  const patch = (user: TestUser, path: string, body: unknown, headers = {}, node = api) =>
    node.call('PATCH', path, { token: user.token, body, headers });

  describe('Personal information', () => {
    const WHOLE = {
      givenName: 'Ada Zyx',
      familyName: 'Lovelace Zyx',
      birthDate: '1815-12-10',
      phoneNumbers: [{ number: '+442079460958', label: 'home', primary: true }],
      addresses: [
        {
          label: 'home',
          recipient: 'Ada',
          line1: 'Zyxstreet 12',
          line2: '2nd',
          postalCode: 'SW1Y',
          city: 'London',
          region: 'GL',
          country: 'GB',
        },
      ],
    };
    const EMPTY = {
      givenName: null,
      familyName: null,
      birthDate: null,
      phoneNumbers: [],
      addresses: [],
      attributes: {},
    };

    it('is empty at first, takes a merge patch, and answers with the whole document and its ETag', async () => {
      const user = await someone();
      const first = await read(user, '/v1/me/personal');
      expect([first.status, first.body]).toEqual([200, EMPTY]);
      const changed = await patch(user, '/v1/me/personal', WHOLE);
      expect([changed.status, changed.body]).toEqual([200, { ...WHOLE, attributes: {} }]);
      expect(changed.headers.get('etag')).not.toBe(first.headers.get('etag'));
      const removed = await patch(user, '/v1/me/personal', {
        familyName: null,
        phoneNumbers: null,
        addresses: [{ line1: 'x', city: 'y', country: 'DE' }],
      });
      expect(removed.body).toEqual({
        ...WHOLE,
        attributes: {},
        familyName: null,
        phoneNumbers: [],
        addresses: [{ line1: 'x', city: 'y', country: 'DE' }],
      });
      const again = await other.call('GET', '/v1/me/personal', {
        token: user.token,
        headers: { 'if-none-match': removed.headers.get('etag') as string },
      });
      expect(again.status).toBe(304);
    });

    it('accepts application/merge-patch+json', async () => {
      const user = await someone();
      const answer = await api.call('PATCH', '/v1/me/personal', {
        token: user.token,
        raw: '{"givenName":"Ada"}',
        headers: { 'content-type': 'application/merge-patch+json' },
      });
      expect([answer.status, answer.body.givenName]).toEqual([200, 'Ada']);
    });

    it('refuses a stale copy and keeps what another has written', async () => {
      const user = await someone();
      const tag = (await read(user, '/v1/me/personal')).headers.get('etag') as string;
      expect((await patch(user, '/v1/me/personal', { givenName: 'First' }, { 'if-match': tag })).status).toBe(200);
      const stale = await patch(user, '/v1/me/personal', { givenName: 'Second' }, { 'if-match': tag });
      expect([stale.status, stale.body.code]).toEqual([412, 'request.stale']);
      expect((await read(user, '/v1/me/personal')).body.givenName).toBe('First');
    });

    it('lets parallel changes of different fields, on two nodes, all survive', async () => {
      const user = await someone();
      const { attributes: _, ...fields } = { ...WHOLE, attributes: {} };
      const answers = await Promise.all(
        Object.entries(fields).flatMap(([name, value], i) => [
          patch(user, '/v1/me/personal', { [name]: value }, {}, i % 2 ? api : other),
        ]),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
      expect((await read(user, '/v1/me/personal')).body).toEqual({ ...WHOLE, attributes: {} });
    });

    it('lets one of several that change the same copy win, and tells the others', async () => {
      const user = await someone();
      const tag = (await read(user, '/v1/me/personal')).headers.get('etag') as string;
      const names = Array.from({ length: 8 }, (_, i) => `Name ${i}`);
      const answers = await Promise.all(
        names.map((givenName, i) =>
          patch(user, '/v1/me/personal', { givenName }, { 'if-match': tag }, i % 2 ? api : other),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(412)]);
    });

    it.each([
      [{ givenName: 7 }, ['/givenName field.wrong_type']],
      [{ givenName: '' }, ['/givenName field.too_short']],
      [{ givenName: 'x'.repeat(101) }, ['/givenName field.too_long']],
      [{ givenName: 'a\u202eb' }, ['/givenName field.bad_text']],
      [{ nickname: 'x' }, ['/nickname field.unknown']],
      [{ userId: 'x', version: 1 }, ['/userId field.unknown', '/version field.unknown']],
      [{ birthDate: '10.12.1815' }, ['/birthDate field.bad_format']],
      [{ birthDate: '2025-02-29' }, ['/birthDate users.bad_birth_date']],
      [{ birthDate: '2999-01-01' }, ['/birthDate users.bad_birth_date']],
      [{ phoneNumbers: '+442079460958' }, ['/phoneNumbers field.wrong_type']],
      [{ phoneNumbers: [{ number: '0207 9460958' }] }, ['/phoneNumbers/0/number field.bad_format']],
      [{ phoneNumbers: [{ number: '+999123456789' }] }, ['/phoneNumbers/0/number users.bad_phone_number']],
      [{ phoneNumbers: [{}] }, ['/phoneNumbers/0/number field.required']],
      [{ phoneNumbers: [{ number: '+442079460958', type: 'x' }] }, ['/phoneNumbers/0/type field.unknown']],
      [{ phoneNumbers: Array(11).fill({ number: '+442079460958' }) }, ['/phoneNumbers field.too_many']],
      [{ addresses: [{ line1: 'x', city: 'y', country: 'XX' }] }, ['/addresses/0/country users.bad_country']],
      [{ addresses: [{ city: 'y', country: 'GB' }] }, ['/addresses/0/line1 field.required']],
      [{ attributes: [] }, ['/attributes field.wrong_type']],
      [{ attributes: { nothing: 1 } }, ['/attributes/nothing field.unknown']],
    ])('refuses %j and changes nothing', async (body, faults) => {
      const user = await someone();
      expect(faultsOf(await patch(user, '/v1/me/personal', { familyName: 'Kept', ...body }))).toEqual([422, ...faults]);
      expect((await read(user, '/v1/me/personal')).body).toEqual(EMPTY);
    });

    it('takes the largest values that fit', async () => {
      const user = await someone();
      const wide = '\u{1f600}';
      const address = {
        label: wide.repeat(50),
        recipient: wide.repeat(100),
        line1: wide.repeat(200),
        line2: wide.repeat(200),
        postalCode: wide.repeat(20),
        city: wide.repeat(100),
        region: wide.repeat(100),
        country: 'GB',
      };
      const largest = {
        givenName: wide.repeat(100),
        familyName: wide.repeat(100),
        phoneNumbers: Array.from({ length: 10 }, () => ({
          number: '+442079460958',
          label: wide.repeat(50),
          primary: false,
        })),
        addresses: Array.from({ length: 10 }, () => address),
      };
      const answer = await patch(user, '/v1/me/personal', largest);
      expect([answer.status, answer.body]).toEqual([200, { ...EMPTY, ...largest }]);
    });

    it('cannot be read in the database', async () => {
      const user = await someone();
      await patch(user, '/v1/me/personal', WHOLE);
      const row = await database.row('SELECT * FROM users_personal WHERE user_id = ?', [idToBytes(user.id)]);
      const account = await database.row('SELECT * FROM users_account WHERE id = ?', [idToBytes(user.id)]);
      const bytes = Buffer.concat(
        Object.values({ ...row, ...account }).filter((value): value is Buffer => Buffer.isBuffer(value)),
      );
      expect(bytes.length).toBeGreaterThan(300);
      for (const secret of ['Zyx', '1815', '2079460958', 'London', user.email, 'someone-'])
        expect(bytes.includes(secret)).toBe(false);
    });

    it('of somebody else opens for nobody: sealed fields moved between rows do not open', async () => {
      const [ada, eve] = [await someone(), await someone()];
      await patch(ada, '/v1/me/personal', { givenName: 'Ada' });
      await patch(eve, '/v1/me/personal', { givenName: 'Eve' });
      const row = await database.row<{ given_name_sealed: Buffer }>(
        'SELECT given_name_sealed FROM users_personal WHERE user_id = ?',
        [idToBytes(ada.id)],
      );
      await database.write('UPDATE users_personal SET given_name_sealed = ? WHERE user_id = ?', [
        row?.given_name_sealed as Buffer,
        idToBytes(eve.id),
      ]);
      const answer = await read(eve, '/v1/me/personal');
      expect([answer.status, answer.text.includes('Ada')]).toEqual([500, false]);
    });

    it('is for administrators too, and for nobody else', async () => {
      const [user, stranger] = [await someone(), await someone()];
      const path = `/v1/admin/users/${user.id}/personal`;
      expect((await patch(admin, path, { givenName: 'Set by admin' })).body.givenName).toBe('Set by admin');
      expect((await read(user, '/v1/me/personal')).body.givenName).toBe('Set by admin');
      for (const answer of [
        await read(stranger, path),
        await read(user, path),
        await patch(stranger, path, { givenName: 'x' }),
      ]) {
        expect([answer.status, answer.body.code]).toEqual([403, 'access.not_allowed']);
      }
      expect((await api.call('GET', path)).status).toBe(401);
      for (const id of [newId(), 'x', "1' OR '1'='1"]) {
        expect((await read(admin, `/v1/admin/users/${encodeURIComponent(id)}/personal`)).status).toBe(404);
        expect(
          (await patch(admin, `/v1/admin/users/${encodeURIComponent(id)}/personal`, { givenName: 'x' })).status,
        ).toBe(404);
      }
    });

    it('has a history the user can read, and an unchanged patch is no part of it', async () => {
      const user = await someone();
      await patch(user, '/v1/me/personal', { givenName: 'Ada' });
      await patch(user, '/v1/me/personal', { givenName: 'Augusta' });
      await patch(user, '/v1/me/personal', { givenName: 'Augusta' });
      const { body } = await read(user, '/v1/me/activity?action=users.personal_changed');
      expect(body.items.map((item: { changes: unknown }) => item.changes)).toEqual([
        { givenName: { before: 'Ada', after: 'Augusta' } },
        { givenName: { before: null, after: 'Ada' } },
      ]);
    });
  });

  describe('Custom attributes', () => {
    const define = (schema: unknown, headers = {}, by = admin, node = api) =>
      node.call('PUT', '/v1/admin/attribute-schema', { token: by.token, body: { schema }, headers });
    const SCHEMA = {
      properties: {
        shirt: { enum: ['S', 'M'] },
        nick: { type: 'string', pattern: '^(x+x+)+y$' },
        score: { type: 'integer', 'x-access': { read: ['admin'], write: ['admin'] } },
        tier: { type: 'string', 'x-access': { write: ['admin'] } },
      },
    };

    it('are defined by administrators only', async () => {
      const user = await someone();
      expect((await define(SCHEMA, {}, user)).status).toBe(403);
      expect((await read(user, '/v1/admin/attribute-schema')).status).toBe(403);
      expect((await api.call('GET', '/v1/admin/attribute-schema')).status).toBe(401);
    });

    it('have a schema with versions, kept by If-Match, checked on every node from the answer on', async () => {
      const first = await read(admin, '/v1/admin/attribute-schema');
      expect([first.status, first.body]).toEqual([
        200,
        { schema: { type: 'object', properties: {}, additionalProperties: false }, version: 0, changedAt: null },
      ]);
      const tag = first.headers.get('etag') as string;
      const put = await define(SCHEMA, { 'if-match': tag });
      expect([put.status, put.body.version, put.body.schema.additionalProperties]).toEqual([200, 1, false]);
      expect((await define({ properties: {} }, { 'if-match': tag })).status).toBe(412);
      expect((await define(SCHEMA)).body.version).toBe(1);
      const user = await someone();
      for (const node of [api, other]) {
        expect(
          (await patch(user, '/v1/me/personal', { attributes: { shirt: 'M' } }, {}, node)).body.attributes,
        ).toEqual({ shirt: 'M' });
        expect(faultsOf(await patch(user, '/v1/me/personal', { attributes: { shirt: 'XL' } }, {}, node))).toEqual([
          422,
          '/attributes/shirt field.not_allowed_value',
        ]);
      }
    });

    it('numbers every version once, however many define at the same time', async () => {
      const before = (await read(admin, '/v1/admin/attribute-schema')).body.version as number;
      const answers = await Promise.all(
        Array.from({ length: 6 }, (_, i) =>
          define({ ...SCHEMA, title: `Version ${i}` }, {}, admin, i % 2 ? api : other),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
      expect((await define(SCHEMA)).body.version).toBe(before + 7);
    });

    it('obey the rights of each field', async () => {
      await define(SCHEMA);
      const user = await someone();
      const path = `/v1/admin/users/${user.id}/personal`;
      expect(
        faultsOf(await patch(user, '/v1/me/personal', { givenName: 'x', attributes: { shirt: 'S', score: 9 } })),
      ).toEqual([422, '/attributes/score users.attribute_read_only']);
      expect(faultsOf(await patch(user, '/v1/me/personal', { attributes: { tier: 'gold' } }))).toEqual([
        422,
        '/attributes/tier users.attribute_read_only',
      ]);
      expect((await patch(admin, path, { attributes: { score: 9, tier: 'gold' } })).body.attributes).toEqual({
        score: 9,
        tier: 'gold',
      });
      expect((await read(user, '/v1/me/personal')).body.attributes).toEqual({ tier: 'gold' });
      expect((await patch(user, '/v1/me/personal', { attributes: { shirt: 'S' } })).body.attributes).toEqual({
        tier: 'gold',
        shirt: 'S',
      });
      expect((await read(admin, path)).body.attributes).toEqual({ score: 9, tier: 'gold', shirt: 'S' });
      const history = await read(user, '/v1/me/activity?action=users.personal_changed');
      expect(history.text).toContain('gold');
      expect(history.text).not.toMatch(/score.{0,40}9/);
    });

    it('stay readable under a new schema, hidden ones hidden, and must fit it when they are written next', async () => {
      await define({ properties: { ...SCHEMA.properties, size: { type: 'string' } } });
      const user = await someone();
      const path = `/v1/admin/users/${user.id}/personal`;
      await patch(admin, path, { attributes: { size: 'large', score: 1 } });
      await define({ properties: { size: { type: 'integer' } } });
      expect((await read(user, '/v1/me/personal', other)).body.attributes).toEqual({ size: 'large' });
      expect((await read(admin, path)).body.attributes).toEqual({ size: 'large', score: 1 });
      expect((await patch(user, '/v1/me/personal', { givenName: 'Still possible' })).status).toBe(200);
      expect(faultsOf(await patch(user, '/v1/me/personal', { attributes: {} }))).toEqual([
        422,
        '/attributes/size field.wrong_type',
      ]);
      expect((await patch(user, '/v1/me/personal', { attributes: { size: 5 } })).body.attributes).toEqual({ size: 5 });
      await define(SCHEMA);
    });

    it('cannot hang the process by a pattern', async () => {
      await define(SCHEMA);
      const user = await someone();
      const start = performance.now();
      expect(faultsOf(await patch(user, '/v1/me/personal', { attributes: { nick: 'x'.repeat(10_000) } }))).toEqual([
        422,
        '/attributes/nick field.bad_format',
      ]);
      expect(performance.now() - start).toBeLessThan(1000);
    });

    it.each([
      ['a text', '/schema field.wrong_type'],
      [{ properties: { a: { $ref: 'https://evil.example/' } } }, '/schema/properties/a/$ref users.schema_reference'],
      [
        { properties: { a: { type: 'string', pattern: '(a)\\1' } } },
        '/schema/properties/a/pattern users.schema_pattern',
      ],
      [{ properties: { a: { typ: 'string' } } }, '/schema/properties/a/typ users.schema_keyword'],
      [{ properties: { a: { type: 'nothing' } } }, '/schema users.schema_refused'],
    ])('cannot be defined by %j', async (schema, fault) => {
      const before = await read(admin, '/v1/admin/attribute-schema');
      expect(faultsOf(await define(schema))).toEqual([422, fault]);
      expect((await read(admin, '/v1/admin/attribute-schema')).body).toEqual(before.body);
    });

    it('are told to the audit log', async () => {
      const { body } = await read(admin, '/v1/admin/audit?action=users.attribute_schema_changed');
      expect(body.items[0].action).toBe('users.attribute_schema_changed');
    });
  });

  describe('The avatar', () => {
    const upload = (user: TestUser, raw: Uint8Array<ArrayBuffer>, type = 'image/png') =>
      api.call('PUT', '/v1/me/avatar', { token: user.token, raw, headers: { 'content-type': type } });
    const bytes = (buffer: Buffer) => new Uint8Array(buffer);
    const picture = (background = 'red') => sharp({ create: { width: 300, height: 200, channels: 3, background } });
    const pathOf = (url: string) => new URL(url).pathname;
    const storedFiles = async () => {
      const folder = join(api.app.get(RuntimeConfig).dataDir, 'files');
      return (await readdir(folder, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map(({ name }) => name);
    };

    it('is made anew and shown to everybody, also on other sites, for good', async () => {
      const user = await someone();
      const put = await upload(user, bytes(await picture().jpeg().toBuffer()), 'image/jpeg');
      expect([put.status, put.headers.has('etag')]).toEqual([200, true]);
      const shown = await fetch(other.url + pathOf(put.body.avatarUrl));
      expect(shown.status).toBe(200);
      expect(shown.headers.get('content-type')).toBe('image/webp');
      expect(shown.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
      expect(shown.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(shown.headers.get('set-cookie')).toBeNull();
      const { format, width, height } = await sharp(Buffer.from(await shown.arrayBuffer())).metadata();
      expect([format, width, height]).toEqual(['webp', 512, 512]);
    });

    it('is not set over a copy of the account that is stale', async () => {
      const user = await someone();
      const tag = (await read(user, '/v1/me')).headers.get('etag') as string;
      await patch(user, '/v1/me', { bio: 'newer' });
      const raw = bytes(await picture().png().toBuffer());
      const stale = await api.call('PUT', '/v1/me/avatar', {
        token: user.token,
        raw,
        headers: { 'content-type': 'image/png', 'if-match': tag },
      });
      expect([stale.status, (await read(user, '/v1/me')).body.avatarUrl]).toEqual([412, null]);
    });

    it('is taken by content, not by what its sender calls it', async () => {
      const user = await someone();
      expect((await upload(user, bytes(await picture().gif().toBuffer()), 'image/x-nothing')).status).toBe(200);
    });

    it('replaces the former one, whose address and file then end', async () => {
      const user = await someone();
      const first = pathOf((await upload(user, bytes(await picture('red').png().toBuffer()))).body.avatarUrl);
      const second = pathOf((await upload(user, bytes(await picture('blue').png().toBuffer()))).body.avatarUrl);
      expect((await api.call('GET', first)).status).toBe(404);
      expect((await api.call('GET', second)).status).toBe(200);
      await until(async () => !(await storedFiles()).includes(first.split('/').at(-1) as string));
      expect((await api.call('DELETE', '/v1/me/avatar', { token: user.token })).status).toBe(204);
      expect((await api.call('DELETE', '/v1/me/avatar', { token: user.token })).status).toBe(204);
      expect((await read(user, '/v1/me')).body.avatarUrl).toBeNull();
      const gone = await api.call('GET', second);
      expect([gone.status, gone.headers.get('cache-control')]).toEqual([404, 'no-store']);
      await until(async () => !(await storedFiles()).includes(second.split('/').at(-1) as string));
      const { body } = await read(user, '/v1/me/activity?action=users.avatar_changed');
      const [removal, , setting] = body.items.map((item: { changes: any }) => item.changes.avatar);
      expect([removal.after, setting.before, setting.after]).toEqual([null, null, first.split('/').at(-1)]);
    });

    it.each([
      [
        'an SVG',
        'image/svg+xml',
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
        422,
        'users.avatar_unreadable',
      ],
      [
        'an SVG that says it is a PNG',
        'image/png',
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        422,
        'users.avatar_unreadable',
      ],
      ['what is no picture', 'image/png', 'hello', 422, 'users.avatar_unreadable'],
      ['nothing', 'image/png', '', 422, 'users.avatar_unreadable'],
      ['JSON', 'application/json', '{"avatar":"x"}', 415, 'request.unsupported_media_type'],
      ['a form', 'application/x-www-form-urlencoded', 'a=b', 415, 'request.unsupported_media_type'],
      ['a multipart form', 'multipart/form-data; boundary=x', '--x--', 415, 'request.unsupported_media_type'],
    ])('refuses %s', async (_what, type, text, status, code) => {
      const user = await someone();
      const answer = await upload(user, bytes(Buffer.from(text)), type);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect((await read(user, '/v1/me')).body.avatarUrl).toBeNull();
    });

    it('refuses a request without a body', async () => {
      const user = await someone();
      expect((await api.call('PUT', '/v1/me/avatar', { token: user.token })).status).toBe(415);
    });

    it('takes no decompression bomb', async () => {
      const user = await someone();
      const bomb = await sharp({ create: { width: 16_000, height: 16_000, channels: 3, background: 'black' } })
        .toColourspace('b-w')
        .png({ compressionLevel: 9 })
        .toBuffer();
      expect(bomb.length).toBeLessThan(1_000_000);
      const start = performance.now();
      const answer = await upload(user, bytes(bomb));
      expect([answer.status, answer.body.code]).toEqual([422, 'users.avatar_too_many_pixels']);
      expect(performance.now() - start).toBeLessThan(1000);
    });

    it('takes 5 MiB and not more, while other routes still take 1 MiB', async () => {
      const user = await someone();
      const noise = (edge: number) =>
        sharp({
          create: {
            width: edge,
            height: edge,
            channels: 3,
            background: 'red',
            noise: { type: 'gaussian', mean: 128, sigma: 80 },
          },
        })
          .png({ compressionLevel: 0 })
          .toBuffer();
      const large = await noise(1200);
      expect(large.length).toBeGreaterThan(4_000_000);
      expect((await upload(user, bytes(large))).status).toBe(200);
      const tooLarge = await upload(
        user,
        bytes(Buffer.concat([large, Buffer.alloc(5 * 1024 * 1024 - large.length + 1)])),
      );
      expect([tooLarge.status, tooLarge.body.code]).toEqual([413, 'request.too_large']);
      const elsewhere = await api.call('PATCH', '/v1/me', {
        token: user.token,
        raw: `{"bio":"${'x'.repeat(2 * 1024 * 1024)}"}`,
        headers: { 'content-type': 'application/json' },
      });
      expect(elsewhere.status).toBe(413);
    });

    it('may arrive slowly: only our own work is on the clock', async () => {
      const hurried = await api.secondNode({ REQUEST_MS: '400' });
      try {
        const user = await someone();
        const png = await picture().png().toBuffer();
        const answer = await new Promise<number | undefined>((resolve, reject) => {
          const headers = {
            'content-type': 'image/png',
            'content-length': png.length,
            authorization: `Bearer ${user.token}`,
          };
          const upload = request(`${hurried.url}/v1/me/avatar`, { method: 'PUT', headers }, ({ statusCode }) =>
            resolve(statusCode),
          );
          upload.on('error', reject);
          upload.write(png.subarray(0, 50));
          setTimeout(() => upload.end(png.subarray(50)), 1200);
        });
        expect(answer).toBe(200);
      } finally {
        await hurried.stop();
      }
    });

    it('is taken as an image on its own route only', async () => {
      const user = await someone();
      const answer = await api.call('PATCH', '/v1/me', {
        token: user.token,
        raw: bytes(await picture().png().toBuffer()),
        headers: { 'content-type': 'image/png' },
      });
      expect(answer.status).toBe(415);
    });

    it('needs a signed-in user, and an address that was given out', async () => {
      const user = await someone();
      expect(
        (
          await api.call('PUT', '/v1/me/avatar', {
            raw: bytes(await picture().png().toBuffer()),
            headers: { 'content-type': 'image/png' },
          })
        ).status,
      ).toBe(401);
      const file = pathOf((await upload(user, bytes(await picture().png().toBuffer()))).body.avatarUrl)
        .split('/')
        .at(-1) as string;
      for (const [id, name] of [
        [newId(), file],
        [admin.id, file],
        [user.id, 'f'.repeat(32)],
        [user.id, '..%2f..%2fmaster.key'],
        [user.id, '%00'],
      ]) {
        expect((await api.call('GET', `/v1/users/${id}/avatar/${name}`)).status).toBe(404);
      }
      await api.call('POST', `/v1/admin/users/${user.id}/suspend`, { token: admin.token, body: { reason: 'test' } });
      expect((await api.call('GET', `/v1/users/${user.id}/avatar/${file}`)).status).toBe(404);
    });
  });

  describe('Accounts for administrators', () => {
    const list = (query: string, by = admin) => read(by, `/v1/admin/users?${query}`);
    const idsOf = ({ body }: Answer) => body.items.map((item: { id: string }) => item.id);
    const create = (body: unknown, headers = {}, by = admin) =>
      api.call('POST', '/v1/admin/users', { token: by.token, body, headers });

    it('are listed newest first, page by page, each once', async () => {
      const users = [];
      for (let n = 0; n < 5; n++) users.unshift((await someone()).id);
      const pages = [];
      let cursor = '';
      do {
        const page = await list(`limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
        expect([page.status, page.body.items.length <= 2]).toEqual([200, true]);
        pages.push(...idsOf(page));
        cursor = page.body.nextCursor ?? '';
      } while (cursor);
      expect(pages.slice(0, 5)).toEqual(users);
      expect(new Set(pages).size).toBe(pages.length);
      expect(pages).toContain(admin.id);
    });

    it('are found by their whole address in any case, and shown with it', async () => {
      const user = await someone();
      const { body } = await list(`email=${encodeURIComponent(user.email.toUpperCase())}`);
      expect(body).toEqual({ items: [(await read(user, '/v1/me')).body], nextCursor: null });
      expect(idsOf(await list(`email=nobody@example.com`))).toEqual([]);
      expect(faultsOf(await list(`email=${encodeURIComponent('m\u0131ke@example.com')}`))).toEqual([
        422,
        '/email users.bad_email',
      ]);
      expect(idsOf(await list(`email=${encodeURIComponent(user.email)}&state=suspended`))).toEqual([]);
    });

    it('are found by how their username begins, in its order', async () => {
      for (const username of ['zebra-b', 'zebra-a', 'zebra-c', 'zebu']) await someone({ username });
      const names = ({ body }: Answer) => body.items.map((item: { username: string }) => item.username);
      expect(names(await list('username=ZEBRA'))).toEqual(['zebra-a', 'zebra-b', 'zebra-c']);
      const first = await list('username=ze&limit=3');
      expect(names(first)).toEqual(['zebra-a', 'zebra-b', 'zebra-c']);
      expect(names(await list(`username=ze&limit=3&cursor=${encodeURIComponent(first.body.nextCursor)}`))).toEqual([
        'zebu',
      ]);
      expect(names(await list('username=zebra-b&state=suspended'))).toEqual([]);
      expect(names(await list('username=zebra-b&state=active'))).toEqual(['zebra-b']);
      expect(faultsOf(await list('username=%25'))).toEqual([422, '/username field.bad_format']);
    });

    it('are found by state', async () => {
      const user = await someone();
      await api.call('POST', `/v1/admin/users/${user.id}/suspend`, { token: admin.token, body: { reason: 'test' } });
      expect(idsOf(await list('state=suspended&limit=1'))).toEqual([user.id]);
      expect(idsOf(await list('state=active&limit=100'))).not.toContain(user.id);
    });

    it.each([
      ['state=gone', ['/state field.not_allowed_value']],
      ['limit=0', ['/limit field.too_small']],
      ['limit=101', ['/limit field.too_large']],
      ['limit=2;drop', ['/limit field.wrong_type']],
      ['order=email', ['/order field.unknown']],
      ['email[]=x', ['/email[] field.unknown']],
    ])('are not listed by %s', async (query, faults) => {
      expect(faultsOf(await list(query))).toEqual([422, ...faults]);
    });

    it('take no cursor made for another list, other filters, another caller, or by somebody else', async () => {
      const helper = await someone();
      await api.call('PUT', `/v1/admin/users/${helper.id}/roles`, { token: admin.token, body: { roles: ['support'] } });
      const { body } = await list('limit=1');
      const cursor = encodeURIComponent(body.nextCursor);
      expect((await list(`limit=1&cursor=${cursor}`)).status).toBe(200);
      expect((await list(`limit=1&state=active&cursor=${cursor}`)).body.code).toBe('request.invalid_cursor');
      expect((await list(`limit=1&cursor=${cursor}`, helper)).body.code).toBe('request.invalid_cursor');
      expect((await list('cursor=AAAA')).body.code).toBe('request.invalid_cursor');
    });

    it('are for permission holders only, each permission for its own', async () => {
      const [helper, user] = [await someone(), await someone()];
      expect((await list('', user)).status).toBe(403);
      await api.call('PUT', `/v1/admin/users/${helper.id}/roles`, { token: admin.token, body: { roles: ['support'] } });
      expect((await list('', helper)).status).toBe(200);
      expect((await read(helper, `/v1/admin/users/${user.id}`)).body.id).toBe(user.id);
      expect((await create({ email: 'by-support@example.com' }, {}, helper)).status).toBe(403);
      expect((await patch(helper, `/v1/admin/users/${user.id}`, { displayName: 'x' })).status).toBe(403);
      expect((await read(admin, `/v1/admin/users/${newId()}`)).status).toBe(404);
      expect((await read(admin, '/v1/admin/users/me')).status).toBe(404);
    });

    it('are created without a password, once for each Idempotency-Key', async () => {
      const body = {
        email: 'Made.By.Admin@Example.com',
        username: 'made-by-admin',
        displayName: 'Made',
        locale: 'de',
        emailVerified: true,
      };
      const headers = { 'idempotency-key': 'create-made-by-admin' };
      const first = await create(body, headers);
      expect(first.status).toBe(201);
      expect(first.body).toMatchObject({
        email: 'Made.By.Admin@example.com',
        username: 'made-by-admin',
        displayName: 'Made',
        locale: 'de',
        emailVerified: true,
        state: 'active',
        roles: [],
      });
      expect((await create(body, headers)).body).toEqual(first.body);
      expect((await create({ ...body, email: 'other@example.com' }, headers)).status).toBe(422);
      expect((await create({ email: 'made.by.admin@EXAMPLE.com' })).body.code).toBe('users.email_taken');
      expect((await create({ email: 'other@example.com', username: 'Made-By-Admin' })).body.code).toBe(
        'users.username_taken',
      );
      expect((await api.call('POST', '/v1/auth/login', { body: { email: body.email, password: '' } })).status).not.toBe(
        200,
      );
    });

    it('are never two for one address, however many create them at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          i % 2 ? create({ email: 'RACE@example.com' }) : create({ email: 'race@example.com' }),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    });

    it.each([
      [{}, ['/email field.required']],
      [{ email: 5 }, ['/email field.wrong_type']],
      [{ email: 'a@x.example, b@y.example' }, ['/email users.bad_email']],
      [{ email: 'mi\u212ae@example.com' }, ['/email users.bad_email']],
      [{ email: 'x@example.com', username: 'admin' }, ['/username users.reserved_username']],
      [{ email: 'x@example.com', roles: ['admin'] }, ['/roles field.unknown']],
      [{ email: 'x@example.com', password: 'x' }, ['/password field.unknown']],
      [{ email: 'x@example.com', emailVerified: 'yes' }, ['/emailVerified field.wrong_type']],
      [{ email: 'x@example.com', locale: '??' }, ['/locale users.bad_locale']],
    ])('are not created by %j', async (body, faults) => {
      expect(faultsOf(await create(body))).toEqual([422, ...faults]);
    });

    it('are changed as a whole: address, index, proof and profile', async () => {
      const user = await someone();
      const path = `/v1/admin/users/${user.id}`;
      await patch(admin, path, { emailVerified: true });
      const tag = (await read(admin, path)).headers.get('etag') as string;
      const changed = await patch(
        admin,
        path,
        { email: 'Moved@example.com', displayName: 'Moved', locale: 'de' },
        { 'if-match': tag },
      );
      expect(changed.body).toMatchObject({
        email: 'Moved@example.com',
        emailVerified: false,
        displayName: 'Moved',
        locale: 'de',
      });
      expect((await patch(admin, path, { displayName: 'x' }, { 'if-match': tag })).status).toBe(412);
      expect(idsOf(await list('email=moved@example.com'))).toEqual([user.id]);
      expect(idsOf(await list(`email=${user.email}`))).toEqual([]);
      expect((await patch(admin, path, { emailVerified: true })).body.emailVerified).toBe(true);
      expect((await patch(admin, path, { email: 'Moved@example.com' })).body.emailVerified).toBe(true);
      expect((await create({ email: user.email })).status).toBe(201);
      expect((await patch(admin, path, { email: user.email })).body.code).toBe('users.email_taken');
      expect((await read(admin, path)).body.email).toBe('Moved@example.com');
      const { body } = await read(user, '/v1/me/activity?action=users.email_changed');
      expect(body.items[0].changes.email).toEqual({ before: user.email, after: 'Moved@example.com' });
    });

    it('change no part when another part is refused', async () => {
      const [user, taken] = [await someone(), await someone({ username: 'taken-name' })];
      const path = `/v1/admin/users/${user.id}`;
      expect((await patch(admin, path, { email: 'half@example.com', username: 'taken-name' })).body.code).toBe(
        'users.username_taken',
      );
      expect((await read(admin, path)).body.email).toBe(user.email);
      expect(idsOf(await list('email=half@example.com'))).toEqual([]);
      expect(taken.id).not.toBe(user.id);
    });

    it.each([
      [{ email: null }, ['/email field.wrong_type']],
      [{ state: 'suspended' }, ['/state field.unknown']],
      [{ roles: ['admin'] }, ['/roles field.unknown']],
      [{ id: 'x' }, ['/id field.unknown']],
    ])('are not changed by %j', async (body, faults) => {
      const user = await someone();
      expect(faultsOf(await patch(admin, `/v1/admin/users/${user.id}`, body))).toEqual([422, ...faults]);
    });

    it('of higher rights cannot be taken over by setting their address', async () => {
      const helper = await someone();
      await api.call('POST', '/v1/admin/roles', {
        token: admin.token,
        body: { name: 'editor', description: '', permissions: ['users.read', 'users.write'] },
      });
      await api.call('PUT', `/v1/admin/users/${helper.id}/roles`, { token: admin.token, body: { roles: ['editor'] } });
      const user = await someone();
      expect((await patch(helper, `/v1/admin/users/${user.id}`, { email: 'fine@example.com' })).status).toBe(200);
      for (const body of [{ email: 'mine@example.com' }, { emailVerified: true }]) {
        const answer = await patch(helper, `/v1/admin/users/${admin.id}`, body);
        expect([answer.status, answer.body.code]).toEqual([403, 'users.account_has_more_rights']);
      }
      expect((await read(admin, '/v1/me')).body.email).toBe(admin.email);
    });
  });

  describe('Profiles', () => {
    it('have a history the user can read', async () => {
      const user = await someone();
      await patch(user, '/v1/me', { displayName: 'Ada', bio: 'one' });
      await patch(user, '/v1/me', { displayName: null });
      const { body } = await read(user, '/v1/me/activity?action=users.profile_changed');
      expect(body.items.map((item: { changes: unknown }) => item.changes)).toEqual([
        { displayName: { before: 'Ada', after: null } },
        { displayName: { before: null, after: 'Ada' }, bio: { before: null, after: 'one' } },
      ]);
    });

    it('change by parallel patches of different fields without losing one', async () => {
      const user = await someone();
      await Promise.all([
        patch(user, '/v1/me', { displayName: 'Ada' }),
        patch(user, '/v1/me', { bio: 'Numbers' }, {}, other),
        patch(user, '/v1/me', { locale: 'de' }),
        patch(user, '/v1/me', { username: 'parallel-ada' }, {}, other),
      ]);
      expect((await read(user, '/v1/me')).body).toMatchObject({
        displayName: 'Ada',
        bio: 'Numbers',
        locale: 'de',
        username: 'parallel-ada',
      });
    });

    it('show others nothing that is private', async () => {
      const [user, stranger] = [await someone({ username: 'seen-by-others' }), await someone()];
      const { body } = await read(stranger, `/v1/users/${user.id}`);
      expect(Object.keys(body).sort()).toEqual(['avatarUrl', 'bio', 'createdAt', 'displayName', 'id', 'username']);
      expect((await read(stranger, '/v1/users?username=SEEN-by-others')).body.items).toEqual([body]);
    });
  });

  describe('The share of one user', () => {
    const hasFile = async (avatarUrl: string) => {
      const folder = join(api.app.get(RuntimeConfig).dataDir, 'files');
      const file = new URL(avatarUrl).pathname.split('/').at(-1) as string;
      return (await readdir(folder, { recursive: true })).some((name) => name.endsWith(file));
    };
    const withAvatar = async (user: TestUser): Promise<string> => {
      const png = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
        .png()
        .toBuffer();
      const headers = { 'content-type': 'image/png' };
      return (await api.call('PUT', '/v1/me/avatar', { token: user.token, raw: new Uint8Array(png), headers })).body
        .avatarUrl;
    };
    const keeper = () => {
      const found = api.app
        .get(UserDataRegistry)
        .keepers()
        .find(({ feature }) => feature === 'users');
      if (!found) throw new Error('No keeper for users.');
      return found;
    };

    it('loses its picture even when the erasure is killed right after its transaction', async () => {
      const user = await someone();
      const avatarUrl = await withAvatar(user);
      const removing = jest.spyOn(api.app.get(FileStore), 'remove').mockRejectedValueOnce(new Error('killed'));
      await keeper()
        .erase(user.id)
        .catch(() => undefined);
      await until(async () => !(await hasFile(avatarUrl)));
      removing.mockRestore();
    });

    it('is exported whole, hidden attributes included, and erased whole, as often as asked', async () => {
      const user = await someone({ username: 'leaving' });
      const avatarUrl = await withAvatar(user);
      await patch(user, '/v1/me/personal', { givenName: 'Leaving', phoneNumbers: [{ number: '+442079460958' }] });
      await patch(admin, `/v1/admin/users/${user.id}/personal`, { attributes: { score: 3 } });
      expect(await keeper().export(user.id)).toMatchObject({
        account: { id: user.id, username: 'leaving', email: user.email, avatarUrl },
        personal: { givenName: 'Leaving', phoneNumbers: [{ number: '+442079460958' }], attributes: { score: 3 } },
      });
      await keeper().erase(user.id);
      expect(await hasFile(avatarUrl)).toBe(false);
      await keeper().erase(user.id);
      expect(await keeper().export(user.id)).toEqual({});
      for (const [table, column] of [
        ['users_account', 'id'],
        ['users_email_index', 'user_id'],
        ['users_personal', 'user_id'],
      ]) {
        expect(await database.rows(`SELECT * FROM ${table} WHERE ${column} = ?`, [idToBytes(user.id)])).toEqual([]);
      }
      expect((await api.call('GET', new URL(avatarUrl).pathname)).status).toBe(404);
    });
  });
});

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error('Not so within 10 s.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
