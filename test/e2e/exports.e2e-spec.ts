import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { EventLogUserData } from '@platform/event-log/event-log.user-data';
import { RetentionService } from '@features/privacy';
import type { ExportId } from '@features/privacy/exports/archive/export-id';
import { ExportRepository } from '@features/privacy/exports/store/export.repository';
import { FIELD_TITLES, KIND_TITLES } from '@features/privacy/exports/summary/summary-titles';
import { PROFILE_FIELDS } from '@features/users/account/account.service';
import { idToBytes, newId, type UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { isSignatureValid } from '@platform/signed-documents/signature.rule';
import { TimedJobs } from '@platform/jobs/timed-jobs';
import { momentIn } from '@platform/text/moment.rule';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { RowFormat } from '@platform/user-rows/row-format';
import type { DeclaredRows } from '@platform/user-rows/user-rows';
import type { Box } from '@platform/vault/sealing/box';
import { Jobs } from '@platform/jobs/jobs';
import { Vault } from '@platform/vault/vault';
import { downloaded, entriesOf, exportedArchive, jsonOf, sha256, untilReady } from '@test/support/downloaded-export';
import { expectProblem } from '@test/support/expect-problem';
import { richUser } from '@test/support/rich-user';
import type { TestApi, TestUser } from '@test/support/test-api';
import { TestStreams } from '@test/support/test-streams';
import { until } from '@test/support/two-nodes';
import { eraseUser } from '@test/support/user-data';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const PATH = '/v1/me/exports';

describe('An export', () => {
  let nodes: NodesWithMail;
  const streams = new TestStreams();

  beforeAll(async () => {
    nodes = await startWithMail();
  });
  afterEach(() => streams.stop());
  afterAll(() => nodes.stop());

  const get = ({ token }: Pick<TestUser, 'token'>, path: string) => nodes.api.call('GET', path, { token });
  const request = async ({ token }: TestUser) => (await nodes.api.call('POST', PATH, { token })).body;
  const requestReady = async (user: TestUser): Promise<string> => {
    const { id } = await request(user);
    await untilReady(nodes.api, user, id);
    return id;
  };
  const storedFiles = async (): Promise<string[]> => {
    const folder = join(nodes.api.app.get(RuntimeConfig).dataDir, 'files');
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  };
  const exportFiles = async () => (await storedFiles()).filter((path) => path.includes('/export-'));
  const eventsOf = async ({ id }: TestUser): Promise<string[]> => {
    const rows = await nodes.database.rows<{ type: string }>(
      "SELECT type FROM event_log WHERE subject_id = ? AND type LIKE 'privacy.export%' ORDER BY seq",
      [idToBytes(id)],
    );
    return rows.map(({ type }) => type);
  };
  const set = (id: string, assignment: string) =>
    nodes.database.write(`UPDATE privacy_export SET ${assignment} WHERE id = ?`, [idToBytes(id)]);

  it('is built once for 20 requests at the same time on two nodes', async () => {
    const user = await nodes.someone();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? nodes.api : nodes.other).call('POST', PATH, { token: user.token })),
    );
    const ids = new Set(answers.map(({ body }) => body.id));
    expect([new Set(answers.map(({ status }) => status)), ids.size]).toEqual([new Set([202]), 1]);
    expect(answers[0]?.body).toMatchObject({ state: 'pending', createdAt: expect.any(String), size: null });
    await untilReady(nodes.api, user, answers[0]?.body.id);
    expect((await eventsOf(user)).filter((type) => type === 'privacy.export_requested')).toHaveLength(1);
    expect((await get(user, PATH)).body.items).toHaveLength(1);
    expect((await request(user)).id).not.toBe(answers[0]?.body.id);
  });

  it('is pending once for transactions that find no pending one at the same time', async () => {
    const user = await nodes.someone();
    let [readers, runs] = [0, 0];
    const request = ({ app }: TestApi) =>
      app.get(Transactions).run(async () => {
        runs++;
        const exports = app.get(ExportRepository);
        if (await exports.pendingOf(user.id)) return 'found';
        readers++;
        await until(async () => readers === 2);
        await exports.insertPending(newId<ExportId>(), user.id);
        return 'inserted';
      });
    const outcomes = await Promise.all([request(nodes.api), request(nodes.other)]);
    expect([outcomes.sort(), runs]).toEqual([['found', 'inserted'], 3]);
  });

  it('contains every record and file that the providers have, and only records that match their schema', async () => {
    const user = await richUser(nodes);
    const entries = await entriesOf(await exportedArchive(nodes.api, user));
    const manifest = jsonOf(entries, 'manifest.json');
    expect(manifest).toMatchObject({ format: 'userkeep-export', formatVersion: 1, userId: user.id });
    expect([...entries.keys()].sort()).toEqual(
      [...manifest.entries.map(({ path }: { path: string }) => path), 'manifest.json', 'manifest.sig.json'].sort(),
    );
    const ajv = new Ajv({ strict: true, allowUnionTypes: true, formats: { 'date-time': /^\d{4}-.*Z$/ } });
    let records = 0;
    for (const { path, bytes, sha256: hash, role, provider, kind, records: count } of manifest.entries) {
      const content = entries.get(path) as Buffer;
      expect([content.length, sha256(content)]).toEqual([bytes, hash]);
      if (role !== 'records') continue;
      const validate = ajv.compile(jsonOf(entries, `schemas/${provider}/${kind}.schema.json`));
      const list = jsonOf(entries, path) as unknown[];
      expect(list).toHaveLength(count);
      for (const record of list) expect([path, validate(record), validate.errors]).toEqual([path, true, null]);
      records += list.length;
    }
    expect(records).toBeGreaterThan(15);
    expect(jsonOf(entries, 'data/users.personal/personal.json')).toMatchObject([{ familyName: 'Lovelace' }]);
    expect(jsonOf(entries, 'data/users.account/account.json')).toMatchObject([{ email: user.email }]);
    expect(jsonOf(entries, 'data/auth.api-keys/apiKey.json')).toMatchObject([{ name: 'My script' }]);
    expect(entries.get('files/users.account/avatar.webp')?.subarray(8, 12).toString()).toBe('WEBP');
    expect(jsonOf(entries, 'schemas/users.personal/personal.schema.json').properties.birthDate).toEqual({
      description: 'to determine the age',
      type: ['string'],
    });
  });

  it('leaves out what a member of staff has done about other users', async () => {
    const { admin, api } = nodes;
    const user = await nodes.someone();
    const reason = 'A reason that only staff may read.';
    await api.call('POST', `/v1/admin/users/${user.id}/suspend`, { token: admin.token, body: { reason } });
    await nodes.patch(admin, `/v1/admin/users/${user.id}/personal`, { familyName: 'Name-Of-Another-User' });
    const body = { name: 'Key of the other backend', permissions: [] };
    await api.call('POST', '/v1/admin/api-keys', { token: admin.token, body });
    const entries = await entriesOf(await exportedArchive(api, admin));
    const all = Buffer.concat([...entries.values()]).toString('utf8');
    for (const text of [user.email, reason, 'Name-Of-Another-User', body.name]) expect(all).not.toContain(text);
    expect(all).toContain(admin.email);
  });

  it('is signed with a key that the installation publishes', async () => {
    const entries = await entriesOf(await exportedArchive(nodes.api, await nodes.someone()));
    const signature = jsonOf(entries, 'manifest.sig.json');
    const { keys } = (await nodes.api.call('GET', '/.well-known/userkeep-document-keys.json')).body;
    expect(keys).toContainEqual(expect.objectContaining({ publicKey: signature.publicKey, keyId: signature.keyId }));
    expect(isSignatureValid('export', entries.get('manifest.json') as Buffer, signature)).toBe(true);
  });

  it('has a summary in the language of the user, in which texts of the user are no markup', async () => {
    const user = await richUser(nodes, { locale: 'de-AT' });
    const html = (await entriesOf(await exportedArchive(nodes.api, user))).get('summary.html')?.toString() ?? '';
    expect(html).toContain('<html lang="de">');
    expect(html).toContain('<h1>Ihre Daten</h1>');
    expect(html).toContain('Persönliche Angaben</a> (1)');
    expect(html).toContain('<th>Anzeigename</th><td>Ada &#60;Lovelace&#62;</td>');
    expect(html).not.toMatch(/<script|Ada </);
    const german = new Set<string>(Object.values(FIELD_TITLES).map(({ de }) => de));
    const titles = [...html.matchAll(/<th>(.*?)<\/th>/g)].map(([, title = '']) => title);
    expect(titles.filter((title) => !german.has(title))).toEqual([]);
  });

  it('has a title in every language for each kind and field of the declared tables', () => {
    const tables = nodes.api.app
      .get(UserDataRegistry)
      .providers()
      .flatMap((provider) => provider.tables);
    const declared = tables.filter((table): table is DeclaredRows => table.rows !== undefined);
    expect(declared.length).toBeGreaterThan(10);
    const emptyRow = new Proxy({}, { get: () => null });
    const fields = declared.flatMap((table) =>
      Object.keys(new RowFormat(table).dataOf(emptyRow, {} as Box, newId<UserId>())),
    );
    expect(declared.map(({ rows }) => rows.kind).filter((kind) => !Object.hasOwn(KIND_TITLES, kind))).toEqual([]);
    // The provider of the account declares no rows.
    expect([...fields, ...PROFILE_FIELDS].filter((field) => !Object.hasOwn(FIELD_TITLES, field))).toEqual([]);
  });

  it('says when it is ready: by its state, on the live stream and by mail', async () => {
    const user = await nodes.someone({ locale: 'de' });
    const stream = await streams.on(nodes.other, user);
    await stream.next('ready');
    const id = await requestReady(user);
    expect(await stream.next('export.ready')).toMatchObject({ data: { id } });
    await until(async () => nodes.mails.mailsTo(user.email).some(({ subject }) => /Datenexport/.test(subject)));
    const mail = nodes.mails.mailsTo(user.email).find(({ subject }) => /Datenexport/.test(subject));
    expect(mail?.subject).toBe('Ihr Datenexport von userkeep ist bereit');
    const archive = await downloaded(nodes.api, user, id);
    const { body } = await get(user, `${PATH}/${id}`);
    expect(mail?.text).toContain(`bis zum ${momentIn('de', new Date(body.expiresAt))} herunterladen`);
    expect(body).toMatchObject({ state: 'ready', size: archive.length, sha256: sha256(archive) });
    expect(Date.parse(body.expiresAt) - Date.parse(body.createdAt)).toBeGreaterThan(6.9 * 86_400_000);
  });

  it('can be downloaded in ranges, by its user only, after step-up authentication, and each download is an event', async () => {
    const [user, other] = [await nodes.someone(), await nodes.someone()];
    const id = await requestReady(user);
    const whole = await downloaded(nodes.api, user, id);
    const range = async (value: string) => {
      const headers = { authorization: `Bearer ${user.token}`, range: value };
      const answer = await fetch(`${nodes.other.url}${PATH}/${id}/download`, { headers });
      expect(answer.headers.get('cache-control')).toBe('private, no-store');
      return [answer.status, Buffer.from(await answer.arrayBuffer())] as const;
    };
    for (const [from, to] of [
      [0, 99],
      [1, 1],
      [15, 16],
      [1000, whole.length - 1],
    ] as const)
      expect(await range(`bytes=${from}-${to}`)).toEqual([206, whole.subarray(from, to + 1)]);
    expect(await range('bytes=-17')).toEqual([206, whole.subarray(-17)]);
    expect((await eventsOf(user)).filter((type) => type === 'privacy.export_downloaded')).toHaveLength(6);
    const path = `${PATH}/${id}/download`;
    const head = await nodes.api.call('HEAD', path, { token: user.token });
    const unchanged = await nodes.api.call('GET', path, {
      token: user.token,
      headers: { 'if-none-match': head.headers.get('etag') as string },
    });
    expect([head.status, head.headers.get('content-length'), unchanged.status]).toEqual([
      200,
      String(whole.length),
      304,
    ]);
    expect((await eventsOf(user)).filter((type) => type === 'privacy.export_downloaded')).toHaveLength(6);
    for (const each of [path, `${PATH}/${id}`]) expectProblem(await get(other, each), 'request.not_found', 404);
    await nodes.database.write(
      'UPDATE auth_session SET stepped_up_at = stepped_up_at - INTERVAL 1 DAY WHERE user_id = ?',
      [idToBytes(user.id)],
    );
    expectProblem(await get(user, path), 'access.step_up_required', 403);
    expectProblem(await nodes.api.call('POST', PATH, { token: user.token }), 'access.step_up_required', 403);
    expect((await get(user, `${PATH}/${id}`)).status).toBe(200);
  });

  it('is stored encrypted, and unreadable once the key of the user is destroyed', async () => {
    const user = await nodes.someone();
    const before = new Set(await exportFiles());
    const id = await requestReady(user);
    const [file] = (await exportFiles()).filter((path) => !before.has(path));
    const stored = await readFile(file as string);
    const archive = await downloaded(nodes.api, user, id);
    expect([archive.subarray(0, 2).toString(), stored.length]).toEqual(['PK', archive.length]);
    expect(stored.subarray(0, 2).toString()).not.toBe('PK');
    await nodes.api.app.get(Vault).destroyUserKey(user.id);
    expectProblem(await get(user, `${PATH}/${id}/download`), 'privacy.export_expired', 410);
  });

  it('counts as expired when its file is missing, for example after a restore', async () => {
    const user = await nodes.someone();
    const before = new Set(await exportFiles());
    const id = await requestReady(user);
    await rm((await exportFiles()).find((path) => !before.has(path)) as string);
    expectProblem(await get(user, `${PATH}/${id}/download`), 'privacy.export_expired', 410);
  });

  it('is erased with its user, file included', async () => {
    const user = await nodes.someone();
    const before = new Set(await exportFiles());
    const id = await requestReady(user);
    await eraseUser(nodes.api.app, user.id);
    expect((await exportFiles()).filter((path) => !before.has(path))).toEqual([]);
    expect(await nodes.database.rows('SELECT id FROM privacy_export WHERE id = ?', [idToBytes(id)])).toEqual([]);
  });

  it('loses its file after its time, and its row much later', async () => {
    const user = await nodes.someone();
    const id = await requestReady(user);
    const before = await exportFiles();
    await set(id, 'expires_at = UTC_TIMESTAMP(3)');
    expect((await get(user, `${PATH}/${id}`)).body.state).toBe('expired');
    expectProblem(await get(user, `${PATH}/${id}/download`), 'privacy.export_expired', 410);
    await expire();
    expect(before.length - (await exportFiles()).length).toBe(1);
    expect([(await get(user, `${PATH}/${id}`)).body.state, (await eventsOf(user)).at(-1)]).toEqual([
      'expired',
      'privacy.export_expired',
    ]);
    await set(id, 'created_at = created_at - INTERVAL 91 DAY');
    await nodes.api.app.get(RetentionService).run();
    expect((await get(user, `${PATH}/${id}`)).status).toBe(404);
  });

  /** Runs the timed job, whenever it is due. */
  async function expire(): Promise<void> {
    const { app } = nodes.api;
    const job = app.get(Jobs).timed.get('privacy.expire-exports');
    await nodes.database.write(
      "UPDATE platform_timed_job SET next_run_at = UTC_TIMESTAMP(3) WHERE name = 'privacy.expire-exports'",
    );
    await until(async () => {
      if (job) await app.get(TimedJobs).run(job);
      const sql =
        "SELECT 1 FROM platform_timed_job WHERE name = 'privacy.expire-exports' AND next_run_at > UTC_TIMESTAMP(3)";
      return (await nodes.database.row(sql)) !== undefined;
    });
  }

  it('fails when a provider keeps failing, leaves no file, and can be requested again', async () => {
    const user = await nodes.someone();
    const before = await exportFiles();
    const failing = [nodes.api, nodes.other].map(({ app }) =>
      jest.spyOn(app.get(EventLogUserData), 'export').mockImplementation(async function* () {
        yield* [];
        throw new Error('This provider fails.');
      }),
    );
    const { id } = await request(user);
    await until(async () => {
      // Every retry is due at once.
      await nodes.database.write(
        "UPDATE platform_job SET due_at = UTC_TIMESTAMP(3) WHERE name = 'privacy.build-export' AND state = 'ready'",
      );
      for (const { app } of [nodes.api, nodes.other]) app.get(Jobs).wakeUp.send();
      return (await get(user, `${PATH}/${id}`)).body.state === 'failed';
    }, 120_000);
    expectProblem(await get(user, `${PATH}/${id}/download`), 'privacy.export_not_ready', 409);
    for (const spy of failing) spy.mockRestore();
    expect([(await eventsOf(user)).at(-1), await exportFiles()]).toEqual(['privacy.export_failed', before]);
    expect(await requestReady(user)).not.toBe(id);
  }, 120_000);
});
