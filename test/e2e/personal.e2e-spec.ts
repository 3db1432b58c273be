import { idToBytes, newId } from '@platform/ids/ids';
import { faultsOf, startTwoNodes, type TwoNodes } from '@test/support/two-nodes';

describe('Personal information', () => {
  let nodes: TwoNodes;
  let api: TwoNodes['api'];
  let other: TwoNodes['other'];
  let admin: TwoNodes['admin'];
  let database: TwoNodes['database'];
  let someone: TwoNodes['someone'];
  let read: TwoNodes['read'];
  let patch: TwoNodes['patch'];

  beforeAll(async () => {
    nodes = await startTwoNodes();
    ({ api, other, admin, database, someone, read, patch } = nodes);
  });
  afterAll(() => nodes.stop());
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

  it('is empty at first, accepts a merge patch, and returns the whole document and its ETag', async () => {
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

  it('rejects a change of a stale copy and keeps the other change', async () => {
    const user = await someone();
    const etag = (await read(user, '/v1/me/personal')).headers.get('etag') as string;
    expect((await patch(user, '/v1/me/personal', { givenName: 'First' }, { 'if-match': etag })).status).toBe(200);
    const stale = await patch(user, '/v1/me/personal', { givenName: 'Second' }, { 'if-match': etag });
    expect([stale.status, stale.body.code]).toEqual([412, 'request.stale']);
    expect((await read(user, '/v1/me/personal')).body.givenName).toBe('First');
  });

  it('keeps all concurrent changes of different fields on two nodes', async () => {
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

  it('accepts one of several changes of the same version and rejects the others', async () => {
    const user = await someone();
    const etag = (await read(user, '/v1/me/personal')).headers.get('etag') as string;
    const names = Array.from({ length: 8 }, (_, i) => `Name ${i}`);
    const answers = await Promise.all(
      names.map((givenName, i) =>
        patch(user, '/v1/me/personal', { givenName }, { 'if-match': etag }, i % 2 ? api : other),
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
  ])('rejects %j and changes nothing', async (body, faults) => {
    const user = await someone();
    expect(faultsOf(await patch(user, '/v1/me/personal', { familyName: 'Kept', ...body }))).toEqual([422, ...faults]);
    expect((await read(user, '/v1/me/personal')).body).toEqual(EMPTY);
  });

  it('accepts the largest allowed values', async () => {
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

  it('cannot be decrypted if sealed fields are moved between rows', async () => {
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

  it('is readable only by the user and administrators', async () => {
    const [user, other] = [await someone(), await someone()];
    const path = `/v1/admin/users/${user.id}/personal`;
    expect((await patch(admin, path, { givenName: 'Set by admin' })).body.givenName).toBe('Set by admin');
    expect((await read(user, '/v1/me/personal')).body.givenName).toBe('Set by admin');
    for (const answer of [
      await read(other, path),
      await read(user, path),
      await patch(other, path, { givenName: 'x' }),
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

  it('has a history that the user can read, without patches that change nothing', async () => {
    const user = await someone();
    await patch(user, '/v1/me/personal', { givenName: 'Ada' });
    await patch(user, '/v1/me/personal', { givenName: 'Augusta' });
    await patch(user, '/v1/me/personal', { givenName: 'Augusta' });
    const { body } = await read(user, '/v1/me/activity?action=users.personal_data_changed');
    expect(body.items.map((item: { changes: unknown }) => item.changes)).toEqual([
      { givenName: { before: 'Ada', after: 'Augusta' } },
      { givenName: { before: null, after: 'Ada' } },
    ]);
  });
});
