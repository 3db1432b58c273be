import { connect } from 'node:net';
import { TestApi } from '@test/support/test-api';

describe('The HTTP server', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.stop());

  it('answers input that is not HTTP with a problem and closes the connection', async () => {
    const text = await rawRequest(api.url, 'NONSENSE\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text).toContain('application/problem+json');
  });

  it('processes the requests before input that is not HTTP, and nothing after it', async () => {
    const user = await api.register('pipeline');
    const request = (method: string, body: string) =>
      `${method} /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${user.token}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const text = await rawRequest(api.url, `${request('PATCH', '{"bio":"first"}')}${request('GET', '')}\r\n}}`);
    const answers = text.split(/(?=HTTP\/1\.1 )/);
    expect(answers.map((answer) => answer.slice(0, 12))).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200']);
    expect((await api.call('GET', '/v1/me', { token: user.token })).body.bio).toBe('first');
    expect(text.match(/connection: close/gi)).toHaveLength(1);
  });

  it.each([
    ['PATCH', '/v1/me', 'application/json', 200],
    ['DELETE', '/v1/me/avatar', 'application/json', 204],
    ['PUT', '/v1/me/avatar', 'image/png', 415],
    ['POST', '/v1/activity', 'application/json', 422],
    ['POST', '/v1/auth/logout', 'application/json', 204],
  ])('does not wait for a body without a Content-Length: %s %s', async (method, path, type, status) => {
    const user = await api.register(`bodyless-${method}-${path.replaceAll('/', '-')}`);
    // A server that waits for a body eventually answers 408.
    const text = await rawRequest(
      api.url,
      `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n` +
        `Authorization: Bearer ${user.token}\r\nContent-Type: ${type}\r\n\r\n`,
    );
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it('answers 408 to a body that does not arrive, and closes the connection', async () => {
    const shortDeadline = await api.secondNode({ REQUEST_MS: '500' });
    try {
      const text = await rawRequest(
        shortDeadline.url,
        'POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n{"a',
      );
      expect(text).toMatch(/^HTTP\/1\.1 408 [^]*connection: close[^]*"request.timeout"/i);
    } finally {
      await shortDeadline.stop();
    }
  });

  it('answers 431 to headers that are too large', async () => {
    const text = await rawRequest(api.url, `GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${'x'.repeat(40_000)}\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 431 /);
  });
});

function rawRequest(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
}
