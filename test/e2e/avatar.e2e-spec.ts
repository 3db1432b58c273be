import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import sharp from 'sharp';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { newId } from '@platform/ids/ids';
import type { TestUser } from '@test/support/test-api';
import { until, startTwoNodes, type TwoNodes } from '@test/support/two-nodes';

describe('The avatar', () => {
  let nodes: TwoNodes;
  let api: TwoNodes['api'];
  let other: TwoNodes['other'];
  let admin: TwoNodes['admin'];
  let someone: TwoNodes['someone'];
  let read: TwoNodes['read'];
  let patch: TwoNodes['patch'];

  beforeAll(async () => {
    nodes = await startTwoNodes();
    ({ api, other, admin, someone, read, patch } = nodes);
  });
  afterAll(() => nodes.stop());
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

  it('is re-encoded and public, cacheable without limit and embeddable on other sites', async () => {
    const user = await someone();
    const put = await upload(user, bytes(await picture().jpeg().toBuffer()), 'image/jpeg');
    expect([put.status, put.headers.has('etag')]).toEqual([200, true]);
    const download = await fetch(other.url + pathOf(put.body.avatarUrl));
    expect(download.status).toBe(200);
    expect(download.headers.get('content-type')).toBe('image/webp');
    expect(download.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(download.headers.get('x-content-type-options')).toBe('nosniff');
    expect(download.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(download.headers.get('set-cookie')).toBeNull();
    const { format, width, height } = await sharp(Buffer.from(await download.arrayBuffer())).metadata();
    expect([format, width, height]).toEqual(['webp', 512, 512]);
  });

  it('is sent in ranges, and not again to a client with a current copy', async () => {
    const user = await someone();
    const path = pathOf((await upload(user, bytes(await picture().png().toBuffer()))).body.avatarUrl);
    const complete = Buffer.from(await (await fetch(api.url + path)).arrayBuffer());
    const part = await fetch(api.url + path, { headers: { range: 'bytes=4-11' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 4-11/${complete.length}`]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(complete.subarray(4, 12));
    const etag = part.headers.get('etag') as string;
    const again = await fetch(api.url + path, { headers: { 'if-none-match': etag } });
    expect([again.status, again.headers.get('cache-control')]).toEqual([304, 'public, max-age=31536000, immutable']);
    await api.call('DELETE', '/v1/me/avatar', { token: user.token });
    expect((await fetch(api.url + path, { headers: { 'if-none-match': etag } })).status).toBe(404);
  });

  it('is not changed with a stale version of the account', async () => {
    const user = await someone();
    const etag = (await read(user, '/v1/me')).headers.get('etag') as string;
    await patch(user, '/v1/me', { bio: 'newer' });
    const raw = bytes(await picture().png().toBuffer());
    const stale = await api.call('PUT', '/v1/me/avatar', {
      token: user.token,
      raw,
      headers: { 'content-type': 'image/png', 'if-match': etag },
    });
    expect([stale.status, (await read(user, '/v1/me')).body.avatarUrl]).toEqual([412, null]);
  });

  it('is recognised by its content, not by the declared type', async () => {
    const user = await someone();
    expect((await upload(user, bytes(await picture().gif().toBuffer()), 'image/x-nothing')).status).toBe(200);
  });

  it('replaces the previous one, whose URL and file are removed', async () => {
    const user = await someone();
    const first = pathOf((await upload(user, bytes(await picture('red').png().toBuffer()))).body.avatarUrl);
    const second = pathOf((await upload(user, bytes(await picture('blue').png().toBuffer()))).body.avatarUrl);
    expect((await api.call('GET', first)).status).toBe(404);
    expect((await api.call('GET', second)).status).toBe(200);
    await until(async () => !(await storedFiles()).includes(first.split('/').at(-1) as string));
    expect((await api.call('DELETE', '/v1/me/avatar', { token: user.token })).status).toBe(204);
    expect((await api.call('DELETE', '/v1/me/avatar', { token: user.token })).status).toBe(204);
    expect((await read(user, '/v1/me')).body.avatarUrl).toBeNull();
    const removed = await api.call('GET', second);
    expect([removed.status, removed.headers.get('cache-control')]).toEqual([404, 'no-store']);
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
      'an SVG declared as a PNG',
      'image/png',
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
      422,
      'users.avatar_unreadable',
    ],
    ['data that is not a picture', 'image/png', 'hello', 422, 'users.avatar_unreadable'],
    ['nothing', 'image/png', '', 422, 'users.avatar_unreadable'],
    ['JSON', 'application/json', '{"avatar":"x"}', 415, 'request.unsupported_media_type'],
    ['a form', 'application/x-www-form-urlencoded', 'a=b', 415, 'request.unsupported_media_type'],
    ['a multipart form', 'multipart/form-data; boundary=x', '--x--', 415, 'request.unsupported_media_type'],
  ])('rejects %s', async (_what, type, text, status, code) => {
    const user = await someone();
    const answer = await upload(user, bytes(Buffer.from(text)), type);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect((await read(user, '/v1/me')).body.avatarUrl).toBeNull();
  });

  it('rejects a request without a body', async () => {
    const user = await someone();
    expect((await api.call('PUT', '/v1/me/avatar', { token: user.token })).status).toBe(415);
  });

  it('rejects decompression bombs without decoding them', async () => {
    const user = await someone();
    const edge = 16_000;
    const black = { raw: { width: edge, height: edge, channels: 1 }, limitInputPixels: false } as const;
    const bomb = await sharp(Buffer.alloc(edge * edge), black)
      .png()
      .toBuffer();
    expect(bomb.length).toBeLessThan(1_000_000);
    const decode = jest.spyOn(sharp.prototype, 'toBuffer');
    const answer = await upload(user, bytes(bomb));
    expect([answer.status, answer.body.code]).toEqual([422, 'users.avatar_too_many_pixels']);
    expect(decode).not.toHaveBeenCalled();
    decode.mockRestore();
  });

  it('accepts at most 5 MiB, while other routes still accept 1 MiB', async () => {
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
    const onOtherRoute = await api.call('PATCH', '/v1/me', {
      token: user.token,
      raw: `{"bio":"${'x'.repeat(2 * 1024 * 1024)}"}`,
      headers: { 'content-type': 'application/json' },
    });
    expect(onOtherRoute.status).toBe(413);
  });

  it("may arrive slowly, because the deadline covers only the server's own work", async () => {
    const requestMs = 2000;
    const shortDeadline = await api.secondNode({ REQUEST_MS: String(requestMs) });
    try {
      const user = await someone();
      const png = await picture().png().toBuffer();
      const answer = await new Promise<number | undefined>((resolve, reject) => {
        const headers = {
          'content-type': 'image/png',
          'content-length': png.length,
          authorization: `Bearer ${user.token}`,
        };
        const upload = request(`${shortDeadline.url}/v1/me/avatar`, { method: 'PUT', headers }, ({ statusCode }) =>
          resolve(statusCode),
        );
        upload.on('error', reject);
        upload.write(png.subarray(0, 50));
        setTimeout(() => upload.end(png.subarray(50)), requestMs * 1.25);
      });
      expect(answer).toBe(200);
    } finally {
      await shortDeadline.stop();
    }
  });

  it('is accepted as an image only on its own route', async () => {
    const user = await someone();
    const answer = await api.call('PATCH', '/v1/me', {
      token: user.token,
      raw: bytes(await picture().png().toBuffer()),
      headers: { 'content-type': 'image/png' },
    });
    expect(answer.status).toBe(415);
  });

  it('requires a signed-in user, and a URL that was issued', async () => {
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
