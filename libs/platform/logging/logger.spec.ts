import { Writable } from 'node:stream';
import { createLogs, PinoLogger } from './logger';

describe('The log', () => {
  const lines: string[] = [];
  const target = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const logger = new PinoLogger(createLogs('info', { atOnce: target, batched: target }));

  beforeEach(() => lines.splice(0));

  it('consists of one JSON object per line', () => {
    logger.log('Hello', 'Greeter');
    expect(JSON.parse(lines[0] as string)).toMatchObject({ level: 'info', context: 'Greeter', msg: 'Hello' });
  });

  it('contains no secrets at any depth of a line', () => {
    const secret = 'a secret value';
    logger.warn({
      password: secret,
      body: { refreshToken: secret, inner: { accessToken: secret } },
      headers: { authorization: secret, cookie: secret },
      email: secret,
    });
    expect(lines[0]).not.toContain(secret);
    expect(lines[0]).toContain('[redacted]');
  });

  describe('during an outage', () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    const outage = (n: number) =>
      logger.error({
        requestId: `request ${n}`,
        code: 'service.unavailable',
        cause: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
      });
    const counts = () => lines.map((line) => (JSON.parse(line) as { repeated?: number }).repeated);

    it('has the first of equal errors at once, and then their number until they end', () => {
      for (let n = 0; n < 300; n++) outage(n);
      expect(counts()).toEqual([undefined]);
      jest.advanceTimersByTime(10_000);
      for (let n = 300; n < 320; n++) outage(n);
      jest.advanceTimersByTime(30_000);
      expect(counts()).toEqual([undefined, 299, 20]);
      expect(JSON.parse(lines[1] as string)).toMatchObject({
        level: 'error',
        cause: { message: 'connect ECONNREFUSED' },
      });
      outage(320);
      expect(counts()).toEqual([undefined, 299, 20, undefined]);
    });

    it('has each error that differs in more than its request, and every other line', () => {
      for (const code of ['service.unavailable', 'service.unexpected']) logger.error({ code, cause: new Error('a') });
      logger.error({ code: 'service.unexpected', cause: new Error('b') });
      logger.error({ code: 'service.unexpected', cause: new Error('b', { cause: new Error('c') }) });
      for (let n = 0; n < 3; n++) logger.log('Hello', 'Greeter');
      const circular: { self?: object } = {};
      circular.self = circular;
      for (let n = 0; n < 2; n++) logger.error(circular);
      expect(counts()).toEqual(Array(9).fill(undefined));
    });
  });

  it('contains an error and its cause, without the values of a statement', () => {
    const cause = Object.assign(new Error('Duplicate entry'), { errno: 1062, sql: 'INSERT … secret values' });
    logger.error(new Error('It failed', { cause }));
    const line = JSON.parse(lines[0] as string);
    expect(line.cause).toMatchObject({ message: 'It failed', cause: { message: 'Duplicate entry', errno: 1062 } });
    expect(lines[0]).not.toContain('secret values');
  });
});
