import { once } from 'node:events';
import { Readable } from 'node:stream';
import { Downloads } from './downloads';

describe('Downloads', () => {
  it('give a client all the time it needs to read a file, but end a connection that reads nothing', async () => {
    const files = { open: async () => ({ size: 1, range: undefined, stream: Readable.from(['x']) }) };
    const raw = { setTimeout: jest.fn(), destroy: jest.fn() };
    const request = { method: 'GET', headers: {}, work: { deadline: performance.now() } };
    const reply = { request, raw, headers: jest.fn(), status: jest.fn() };
    const download = { file: 'f'.repeat(32), type: 'text/plain', disposition: 'inline' } as const;
    await new Downloads(files as never, undefined as never).answer(reply as never, download);
    expect(request.work.deadline).toBe(Infinity);
    const [[milliseconds, onStalled]] = raw.setTimeout.mock.calls;
    expect(milliseconds).toBe(60_000);
    onStalled();
    expect(raw.destroy).toHaveBeenCalled();
  });

  it('end if the session or key of the caller has ended, and close a file of which nothing was read', async () => {
    const chunks = ['first', 'second', 'third'].map((text) => Buffer.from(text));
    const files = { open: async () => ({ size: 16, range: undefined, stream: Readable.from(chunks) }) };
    const current = jest.fn().mockResolvedValueOnce({}).mockRejectedValue(new Error('The session has ended.'));
    const caller = { kind: 'user', userId: 'u', sessionId: 's' };
    const request = { method: 'GET', headers: {}, work: { deadline: performance.now(), principal: caller } };
    const reply = { request, raw: { setTimeout: jest.fn() }, headers: jest.fn(), status: jest.fn() };
    const downloads = new Downloads(files as never, { current } as never);
    downloads.recheckMs = 0;
    const download = { file: 'f'.repeat(32), type: 'text/plain', disposition: 'inline' } as const;
    const answer = await downloads.answer(reply as never, download);
    const received: string[] = [];
    await expect(async () => {
      for await (const chunk of answer!.getStream()) received.push(String(chunk));
    }).rejects.toThrow('The session has ended.');
    expect(received).toEqual(['first']);
    expect(current).toHaveBeenCalledWith(caller);

    const unread = Readable.from(chunks);
    files.open = async () => ({ size: 16, range: undefined, stream: unread });
    const unused = await downloads.answer(reply as never, download);
    unused!.getStream().destroy();
    await once(unread, 'close');
    expect(unread.destroyed).toBe(true);
  });
});
