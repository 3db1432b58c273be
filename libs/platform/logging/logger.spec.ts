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
  const logger = new PinoLogger(createLogs('info', { atOnce: target, inPassing: target }).product);

  beforeEach(() => lines.splice(0));

  it('is one JSON object a line', () => {
    logger.log('Hello', 'Greeter');
    expect(JSON.parse(lines[0] as string)).toMatchObject({ level: 'info', context: 'Greeter', msg: 'Hello' });
  });

  it('keeps secrets out, wherever in a line they stand', () => {
    const secret = 'nobody should read this';
    logger.warn({
      password: secret,
      body: { refreshToken: secret, inner: { accessToken: secret } },
      headers: { authorization: secret, cookie: secret },
      email: secret,
    });
    expect(lines[0]).not.toContain(secret);
    expect(lines[0]).toContain('[redacted]');
  });

  it('tells of an error and its cause, without the values of a statement', () => {
    const cause = Object.assign(new Error('Duplicate entry'), { errno: 1062, sql: 'INSERT … secret values' });
    logger.error(new Error('It failed', { cause }));
    const line = JSON.parse(lines[0] as string);
    expect(line.cause).toMatchObject({ message: 'It failed', cause: { message: 'Duplicate entry', errno: 1062 } });
    expect(lines[0]).not.toContain('secret values');
  });
});
