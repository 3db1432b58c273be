import type { UserId } from '@platform/ids/ids';
import { RequestLines } from './request-lines';

describe('The line of a request', () => {
  const written: string[] = [];
  const lines = new RequestLines({ write: (text) => void written.push(text) });
  const line = {
    requestId: 'r',
    method: 'GET',
    route: '/v1/me',
    status: 200,
    ms: 1.4999,
    network: 'n',
    userId: 'u' as UserId,
  };
  beforeEach(() => written.splice(0));

  it('is one JSON object, with its time', () => {
    const before = Date.now();
    lines.write(line);
    expect(written).toEqual([expect.stringMatching(/^\{.*\}\n$/)]);
    const { time, ...rest } = JSON.parse(written[0] as string);
    expect(rest).toEqual({ level: 'info', ...line, ms: 1.5 });
    expect(Date.parse(time)).toBeGreaterThanOrEqual(before);
  });

  it('stays on one line whatever a field contains, and leaves out unknown values', () => {
    lines.write({ ...line, route: '"}\n{"level":"fatal', network: undefined, userId: undefined });
    expect(written[0]?.split('\n')).toHaveLength(2);
    expect(JSON.parse(written[0] as string)).toMatchObject({ level: 'info', route: '"}\n{"level":"fatal' });
    expect(Object.keys(JSON.parse(written[0] as string))).not.toContain('userId');
  });
});
