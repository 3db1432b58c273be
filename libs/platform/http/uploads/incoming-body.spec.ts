import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { IncomingBody } from './incoming-body';

describe('IncomingBody', () => {
  const onArrived = jest.fn();
  let request: PassThrough;
  let body: IncomingBody;

  beforeEach(() => {
    jest.clearAllMocks();
    request = Object.assign(new PassThrough(), { socket: new EventEmitter(), headers: {} });
    body = new IncomingBody(request as unknown as IncomingMessage, 10, onArrived);
  });

  const response = () => Object.assign(new EventEmitter(), { writableFinished: false });
  const discard = (to: object) => body.discard(to as ServerResponse);

  it('returns the first bytes, and then all of them from the start', async () => {
    request.write('01');
    const first = body.firstBytes(3);
    request.write('234');
    expect((await first).toString()).toBe('012');
    request.end('567');
    expect((await buffer(body.chunks())).toString()).toBe('01234567');
  });

  it('returns fewer first bytes if there are no more', async () => {
    request.end('01');
    expect((await body.firstBytes(3)).toString()).toBe('01');
    expect((await buffer(body.chunks())).toString()).toBe('01');
  });

  it('reports once that it has arrived completely', async () => {
    request.write('01');
    await body.firstBytes(1);
    expect(onArrived).not.toHaveBeenCalled();
    request.end();
    await buffer(body.chunks());
    await body.firstBytes(5);
    expect(onArrived).toHaveBeenCalledTimes(1);
  });

  it('reports that it has arrived completely with the last byte of its Content-Length', async () => {
    Object.assign(request, { headers: { 'content-length': '4' } });
    body = new IncomingBody(request as unknown as IncomingMessage, 10, onArrived);
    request.write('0123');
    await body.firstBytes(4);
    expect(onArrived).toHaveBeenCalledTimes(1);
    request.end();
    await buffer(body.chunks());
    expect(onArrived).toHaveBeenCalledTimes(1);
  });

  it('rejects the first byte beyond its limit, before all bytes have arrived', async () => {
    request.write('0123456789a');
    await expect(buffer(body.chunks())).rejects.toMatchObject({ code: 'request.too_large' });
    expect(request.destroyed).toBe(false);
  });

  it('fails for a reader once it is discarded, so that the reader does not take the rest for the whole', async () => {
    request.write('0123');
    const chunks = body.chunks();
    await chunks.next();
    const next = chunks.next();
    const discarded = discard(response());
    request.end('4567');
    await expect(next).rejects.toThrow('aborted');
    await discarded;
  });

  it('ends the request after the response if it discards much more than the response takes', async () => {
    const answer = response();
    const discarded = discard(answer);
    for (let n = 0; n < 20; n++) request.write(Buffer.alloc(64 * 1024));
    await discarded;
    expect(request.destroyed).toBe(false);
    answer.emit('finish');
    expect(request.destroyed).toBe(true);
  });
});
