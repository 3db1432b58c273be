import { withoutEarlierElsewhere } from './fan-out-order.rule';

const row = (sequence: number, subject: string | null) => ({ sequence, subject });

describe('An event in the outbox', () => {
  it('waits while another worker holds an earlier event of the same user', () => {
    const locked = [row(1, 'a'), row(3, 'a'), row(4, 'b'), row(5, null)];
    const rows = [...locked, row(2, 'a')];
    expect(withoutEarlierElsewhere(locked, rows).map(({ sequence }) => sequence)).toEqual([1, 4, 5]);
  });
});
