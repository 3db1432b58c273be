import type { OpenedFile } from '@platform/files/file-store';
import { newId } from '@platform/ids/ids';
import { expectProblem } from '@test/support/expect-problem';
import { startFileApi, type FileApi } from '@test/support/file-routes';
import { TestApi } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';
import { WireClient } from '@test/support/wire-client';

const DIGITS = '0123456789';

describe('A download', () => {
  let api: TestApi;
  let node: FileApi;
  let id: string;

  beforeAll(async () => {
    api = await TestApi.start();
    node = await startFileApi(api);
    id = newId();
    await node.files.put(id, Buffer.from(DIGITS));
  });
  afterAll(async () => {
    await node.app.close();
    await api.stop();
  });

  const get = async (headers: Record<string, string> = {}, method = 'GET', file = id) => {
    const answer = await fetch(`${node.url}/v1/test/files/${file}`, { method, headers });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, body: text.startsWith('{') ? JSON.parse(text) : {} };
  };

  it('is the whole file, with the headers that a client needs', async () => {
    const { status, headers, text } = await get();
    expect([status, text]).toEqual([200, DIGITS]);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/plain',
      'content-length': '10',
      'accept-ranges': 'bytes',
      etag: `"${id}"`,
      'content-disposition': `attachment; filename="?bung \\"1\\".txt"; filename*=UTF-8''%C3%9Cbung%20%221%22.txt`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private',
    });
    expect(headers.get('content-range')).toBeNull();
  });

  it.each([
    ['bytes=0-0', '0', 'bytes 0-0/10'],
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=7-1000', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-1000', DIGITS, 'bytes 0-9/10'],
  ])('can be the range %s', async (range, expected, contentRange) => {
    const { status, headers, text } = await get({ range });
    expect([status, text, headers.get('content-range')]).toEqual([206, expected, contentRange]);
    expect([headers.get('content-length'), headers.get('etag')]).toEqual([String(expected.length), `"${id}"`]);
  });

  it.each(['bytes=10-', 'bytes=10-20', 'bytes=-0'])('is rejected with 416 for the range %s', async (range) => {
    const answer = await get({ range });
    expectProblem(answer, 'request.range_not_satisfiable', 416);
    expect([answer.headers.get('content-range'), answer.headers.get('cache-control')]).toEqual([
      'bytes */10',
      'no-store',
    ]);
  });

  it.each(['bytes=4-2', 'bytes=0-1,4-5', 'items=0-1', 'nonsense'])('is complete for the range %s', async (range) => {
    expect(await get({ range })).toMatchObject({ status: 200, text: DIGITS });
  });

  it('is partial only while the ETag of If-Range is current', async () => {
    const range = 'bytes=2-4';
    expect((await get({ range, 'if-range': `"${id}"` })).status).toBe(206);
    for (const tag of ['"other"', `W/"${id}"`, new Date().toUTCString()])
      expect((await get({ range, 'if-range': tag })).status).toBe(200);
  });

  it('is not sent again to a client with a current copy', async () => {
    const { status, headers, text } = await get({ 'if-none-match': `"x", W/"${id}"`, range: 'bytes=0-1' });
    expect([status, text, headers.get('etag'), headers.get('cache-control')]).toEqual([304, '', `"${id}"`, 'private']);
    expect((await get({ 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('returns the size of the complete file to HEAD, without a body', async () => {
    const { status, headers, text } = await get({ range: 'bytes=0-1' }, 'HEAD');
    expect([status, headers.get('content-length'), headers.get('accept-ranges'), text]).toEqual([
      200,
      '10',
      'bytes',
      '',
    ]);
  });

  it('returns 404 when the store has no such file, even to a client with a copy', async () => {
    const gone = newId();
    expectProblem(await get({}, 'GET', gone), 'request.not_found', 404);
    expectProblem(await get({ 'if-none-match': `"${gone}"` }, 'GET', gone), 'request.not_found', 404);
  });

  it('of an empty file is empty', async () => {
    const empty = newId();
    await node.files.put(empty, Buffer.alloc(0));
    const { status, headers, text } = await get({}, 'GET', empty);
    expect([status, headers.get('content-length'), text]).toEqual([200, '0', '']);
  });

  it('closes the file when the client ends it early', async () => {
    const large = newId();
    await node.files.put(large, Buffer.alloc(32 * 1024 * 1024, 97));
    const opening = jest.spyOn(node.files, 'open');
    const wire = await WireClient.to(node.url);
    await wire.send(`GET /v1/test/files/${large} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(await wire.statuses(1)).toEqual([200]);
    const opened = (await opening.mock.results[0]?.value) as OpenedFile;
    opening.mockRestore();
    expect(opened.stream.closed).toBe(false);
    wire.socket.destroy();
    await until(async () => opened.stream.closed === true);
  });
});
