import { firstOfStreams } from './stream-order.rule';

const job = (sequence: number, stream: string | null, name = 'mail') => ({ sequence, stream, name });

describe('The order within a stream', () => {
  it('allows only the first job of one name and stream', () => {
    const [first, second, other] = [job(1, 'a'), job(2, 'a'), job(3, 'b')];
    expect(firstOfStreams([second, other, first], [first, second, other])).toEqual([other, first]);
  });

  it('delays a job while an earlier one runs elsewhere', () => {
    expect(firstOfStreams([job(2, 'a')], [job(1, 'a')])).toEqual([]);
  });

  it('does not delay other names, other streams or jobs without one', () => {
    const free = [job(5, 'a', 'push'), job(6, 'b'), job(7, null), job(8, null)];
    expect(firstOfStreams(free, [job(1, 'a'), ...free])).toEqual(free);
  });
});
