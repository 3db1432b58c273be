import { Readable } from 'node:stream';
import { Downloads } from './downloads';

describe('Downloads', () => {
  it('give a client all the time it needs to read a file, but end a connection that reads nothing', async () => {
    const files = { open: async () => ({ size: 1, range: undefined, stream: Readable.from(['x']) }) };
    const raw = { setTimeout: jest.fn(), destroy: jest.fn() };
    const request = { method: 'GET', headers: {}, work: { deadline: performance.now() } };
    const reply = { request, raw, headers: jest.fn(), status: jest.fn() };
    const download = { file: 'f'.repeat(32), type: 'text/plain', disposition: 'inline' } as const;
    await new Downloads(files as never).answer(reply as never, download);
    expect(request.work.deadline).toBe(Infinity);
    const [[milliseconds, onStalled]] = raw.setTimeout.mock.calls;
    expect(milliseconds).toBe(60_000);
    onStalled();
    expect(raw.destroy).toHaveBeenCalled();
  });
});
