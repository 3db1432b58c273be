import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { newId } from '@platform/ids/ids';
import { MAX_BYTES, startFileApi, type FileApi } from '@test/support/file-routes';
import { TestApi } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';
import { WireClient } from '@test/support/wire-client';

const GIF = Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1');
const gifOf = (size: number) => Buffer.concat([GIF, Buffer.alloc(size - GIF.length, 7)]);
const TEXT = { 'Content-Type': 'text/plain' };

describe('An upload', () => {
  let api: TestApi;
  let node: FileApi;
  let id: string;

  beforeAll(async () => {
    api = await TestApi.start();
    node = await startFileApi(api);
  });
  afterAll(async () => {
    await node.app.close();
    await api.stop();
  });
  beforeEach(() => (id = newId()));

  const client = () => WireClient.to(node.url);
  const post = async (body: RequestInit['body'], type = 'image/gif', path = `/v1/test/files/${id}`, more = {}) => {
    const headers = { 'content-type': type, ...more };
    const answer = await fetch(node.url + path, { method: 'POST', headers, body });
    return { status: answer.status, body: (await answer.json()) as any };
  };
  const bytes = (data: Buffer) => new Uint8Array(data);
  const namesOnDisk = async () =>
    (await readdir(join(api.settings.DATA_DIR as string, 'files'), { recursive: true }).catch(() => [])).filter(
      (name) => name.includes(id),
    );
  const expectNothingStored = async () =>
    expect([await node.files.stat(id), await namesOnDisk()]).toEqual([undefined, []]);

  it('is stored as it arrives, with its size, hash and both media types', async () => {
    const gif = gifOf(300_000);
    const { status, body } = await post(bytes(gif), 'IMAGE/gif; name=x');
    expect([status, body]).toEqual([
      201,
      {
        declaredType: 'image/gif',
        type: 'image/gif',
        stored: true,
        size: 300_000,
        sha256: createHash('sha256').update(gif).digest('hex'),
      },
    ]);
    expect((await buffer((await node.files.open(id))!.stream)).equals(gif)).toBe(true);
  });

  it('may be chunked, without a Content-Length', async () => {
    const wire = await client();
    await wire.post(`/v1/test/files/${id}`, { 'Transfer-Encoding': 'chunked', 'Content-Type': 'image/gif' });
    for (const byte of gifOf(40)) await wire.chunk(Buffer.from([byte]));
    await wire.send('0\r\n\r\n');
    expect(await wire.statuses(1)).toEqual([201]);
    wire.socket.destroy();
    expect((await node.files.stat(id))?.size).toBe(40);
  });

  it('has the type of its content, whatever its header says', async () => {
    expect((await post(bytes(GIF), 'text/plain')).body).toMatchObject({
      declaredType: 'text/plain',
      type: 'image/gif',
    });
  });

  it('has the declared type when its content has no signature, even when it is empty', async () => {
    expect((await post('hello', 'text/plain')).body).toMatchObject({ type: 'text/plain', size: 5 });
    id = newId();
    expect((await post('', 'text/plain')).body).toMatchObject({ type: 'text/plain', size: 0 });
  });

  it.each([
    ['text declared as an image', 'hello', 'image/png'],
    ['an empty body declared as an image', '', 'image/png'],
    ['a PDF that says it is text', '%PDF-1.7\n1 0 obj', 'text/plain'],
    ['a JPEG that says it is a PNG', '\xff\xd8\xff\xe0\0\x10JFIF\0', 'image/png'],
    ['a program declared as an image', '\x7fELF\x02\x01\x01\0', 'image/gif'],
  ])('is rejected with 415 when it is %s', async (_what, content, type) => {
    const { status, body } = await post(bytes(Buffer.from(content, 'latin1')), type);
    expect([status, body.code]).toEqual([415, 'request.content_mismatch']);
    expect(body.detail).toContain('image/png, image/gif, text/plain');
    await expectNothingStored();
  });

  it.each([
    'application/json',
    'image/jpeg',
    'multipart/form-data; boundary=x',
    'image',
    'application/x-www-form-urlencoded',
  ])('is rejected with 415 when it is declared as %s', async (type) => {
    const { status, body } = await post(bytes(GIF), type);
    expect([status, body.code]).toEqual([415, 'request.unsupported_media_type']);
    await expectNothingStored();
  });

  it('is rejected with 415 when it is compressed', async () => {
    const { status, body } = await post(bytes(GIF), 'image/gif', undefined, { 'content-encoding': 'gzip' });
    expect([status, body.code]).toEqual([415, 'request.unsupported_media_type']);
  });

  it.each([
    ['a wrong type', { 'Content-Type': 'image/jpeg', 'Content-Length': 1000 }, 415],
    ['a length beyond the limit', { ...TEXT, 'Content-Length': MAX_BYTES + 1 }, 413],
  ])('is rejected for %s before any of it has arrived', async (_what, headers, status) => {
    const wire = await client();
    await wire.post(`/v1/test/files/${id}`, headers);
    expect(await wire.statuses(1)).toEqual([status]);
    wire.socket.destroy();
    await expectNothingStored();
  });

  it('of exactly the limit is stored', async () => {
    expect((await post(bytes(gifOf(MAX_BYTES)))).body.size).toBe(MAX_BYTES);
  });

  it('is rejected with 413 as soon as it is too large, if its length was not declared', async () => {
    const wire = await client();
    await wire.post(`/v1/test/files/${id}`, { 'Transfer-Encoding': 'chunked', ...TEXT });
    await wire.chunk(Buffer.alloc(MAX_BYTES, 97));
    await until(async () => (await namesOnDisk()).length === 1);
    await wire.chunk(Buffer.from('a'));
    expect(await wire.statuses(1)).toEqual([413]);
    expect(wire.received).toContain('"request.too_large"');
    wire.socket.destroy();
    await expectNothingStored();
  });

  it('that is longer than its Content-Length is stored up to that length, and the rest is an invalid request', async () => {
    const wire = await client();
    await wire.post(`/v1/test/files/${id}`, { ...TEXT, 'Content-Length': 5 });
    await wire.send('hello, world');
    await wire.ended;
    expect(await wire.statuses(1)).toEqual([201]);
    expect((await node.files.stat(id))?.size).toBe(5);
  });

  it.each([
    [
      'shorter than its Content-Length',
      { 'Content-Length': 1_000_000 },
      (wire: WireClient) => wire.send(Buffer.alloc(200_000, 97)),
    ],
    [
      'ended between two chunks',
      { 'Transfer-Encoding': 'chunked' },
      (wire: WireClient) => wire.chunk(Buffer.alloc(200_000, 97)),
    ],
  ])('that is %s leaves nothing in the store', async (_what, headers, begin) => {
    const wire = await client();
    await wire.post(`/v1/test/files/${id}`, { ...TEXT, ...headers });
    await begin(wire);
    await until(async () => (await namesOnDisk()).length === 1);
    expect(await node.files.stat(id)).toBeUndefined();
    wire.socket.destroy();
    await until(async () => (await namesOnDisk()).length === 0);
    await expectNothingStored();
  });

  it('with a broken chunk is answered 400, and leaves nothing in the store', async () => {
    const wire = await client();
    await wire.post(`/v1/test/files/${id}`, { 'Transfer-Encoding': 'chunked', ...TEXT });
    await wire.chunk(Buffer.alloc(200_000, 97));
    await until(async () => (await namesOnDisk()).length === 1);
    await wire.send('not a chunk');
    await wire.ended;
    expect(wire.received).toMatch(/^HTTP\/1\.1 400 [^]*"request.malformed"/);
    await until(async () => (await namesOnDisk()).length === 0);
    await expectNothingStored();
  });

  it('that arrives too slowly is answered 408, and leaves nothing in the store', async () => {
    const wire = await client();
    await wire.post(`/v1/test/files/${id}/hurried`, { ...TEXT, 'Content-Length': 100_000 });
    await wire.send(Buffer.alloc(50_000, 97));
    await wire.ended;
    expect(wire.received).toMatch(/^HTTP\/1\.1 408 [^]*connection: close[^]*"request.timeout"/i);
    await until(async () => (await namesOnDisk()).length === 0);
    await expectNothingStored();
  });

  it('is not read faster than its handler processes it', async () => {
    const size = 32 * 1024 * 1024;
    let most = 0;
    node.routes.onChunk = (taken, reply) => {
      most = Math.max(most, reply.request.raw.socket.bytesRead - taken);
    };
    const wire = await client();
    await wire.post(`/v1/test/files/${id}/watched`, { 'Content-Type': 'image/gif', 'Content-Length': size });
    await wire.send(gifOf(size));
    expect(await wire.statuses(1)).toEqual([201]);
    wire.socket.destroy();
    expect(wire.received).toContain(`{"bytes":${size}}`);
    expect(most).toBeLessThan(512 * 1024);
  });

  it('gives its handler no more time than other requests have, once it has arrived', async () => {
    const shortDeadline = await startFileApi(api, { REQUEST_MS: '500' });
    try {
      shortDeadline.routes.onChunk = () => new Promise(() => undefined);
      const path = `${shortDeadline.url}/v1/test/files/${id}/watched`;
      const body = 'a'.repeat(10_000);
      const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'text/plain' }, body });
      expect([answer.status, ((await answer.json()) as any).code]).toEqual([503, 'service.unavailable']);
    } finally {
      await shortDeadline.app.close();
    }
  });

  it('is collected up to the limit that its handler sets', async () => {
    const collect = (size: number) => post(bytes(gifOf(size)), 'image/gif', `/v1/test/files/${id}/collected`);
    expect((await collect(10_000)).body).toEqual({ bytes: 10_000 });
    expect((await collect(10_001)).body.code).toBe('request.too_large');
  });

  it.each([
    ['refused', `/v1/test/files/ID`, { 'Content-Type': 'image/jpeg' }, 415],
    ['ignored by its handler', `/v1/test/files/ID/ignored`, TEXT, 201],
  ])(
    'that is %s is read to its end, so that its connection serves the next request',
    async (_what, path, headers, status) => {
      const wire = await client();
      await wire.post(path.replace('ID', id), { ...headers, 'Content-Length': 800_000 });
      await wire.send(Buffer.alloc(400_000, 97));
      expect(await wire.statuses(1)).toEqual([status]);
      await wire.send(Buffer.alloc(400_000, 97));
      await wire.send('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
      expect(await wire.statuses(2)).toEqual([status, 200]);
      wire.socket.destroy();
    },
  );

  it('that is rejected but continues without an end has its connection closed', async () => {
    const wire = await client();
    await wire.post(`/v1/test/files/${id}`, { 'Content-Type': 'image/jpeg', 'Transfer-Encoding': 'chunked' });
    expect(await wire.statuses(1)).toEqual([415]);
    while (!wire.socket.destroyed) await wire.chunk(Buffer.alloc(100_000, 97));
    await wire.ended;
    await expectNothingStored();
  });

  it('is stored once when the same id is uploaded twice', async () => {
    expect((await post('first', 'text/plain')).body.stored).toBe(true);
    expect((await post('second', 'text/plain')).body.stored).toBe(false);
    expect((await node.files.stat(id))?.size).toBe(5);
  });
});
