import { batchesOf, type PositionedText } from './siem-batches.rule';
import { SiemDelivery } from './siem-delivery';
import type { SiemOutput } from './siem-output';

async function* linesOf(events: readonly { readonly position: number }[]): AsyncGenerator<PositionedText> {
  for (const { position } of events) yield { position, text: `${position};` };
}

const events = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => ({ position: from + at }));

/** Remembers what was written. `before` may fail or wait. */
function outputWith(maxBytes: number, before: (text: string) => Promise<void> = async () => undefined) {
  const written: string[] = [];
  const output: SiemOutput = {
    maxBytes,
    async write(text) {
      await before(text);
      written.push(text);
    },
  };
  return { output, written };
}

/** Waits for turns of the event loop, whose number does not depend on the speed of the machine. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('Batches of lines', () => {
  const batches = async (texts: readonly string[], maxBytes: number) => {
    async function* lines() {
      for (const [at, text] of texts.entries()) yield { position: at + 1, text };
    }
    const found = [];
    for await (const { position, text } of batchesOf(lines(), maxBytes)) found.push([position, text]);
    return found;
  };

  it('contain as many lines as fit, in their order, and a longer line by itself', async () => {
    expect(await batches(['aa', 'bb', 'cc', 'dddddddd', 'e', 'f'], 5)).toEqual([
      [2, 'aabb'],
      [3, 'cc'],
      [4, 'dddddddd'],
      [6, 'ef'],
    ]);
  });

  it('are measured in bytes, not in characters', async () => {
    expect(await batches(['ää', 'ää'], 7)).toEqual([
      [1, 'ää'],
      [2, 'ää'],
    ]);
  });

  it('are empty if there are no lines', async () => expect(await batches([], 5)).toEqual([]));
});

describe('The delivery to a SIEM', () => {
  it('continues after a failure with the first batch that was not written', async () => {
    let failures = 1;
    const { output, written } = outputWith(4, async (text) => {
      if (text === '3;4;' && failures-- > 0) throw new Error('no');
    });
    const delivery = new SiemDelivery(output, linesOf);
    await expect(delivery.deliver(events(1, 6), 1)).rejects.toThrow('no');
    await delivery.deliver(events(1, 6), 1);
    expect(written).toEqual(['1;2;', '3;4;', '5;6;']);
  });

  it('writes all events again if another process had the lease meanwhile, or the consumer was moved back', async () => {
    const { output, written } = outputWith(100);
    const delivery = new SiemDelivery(output, linesOf);
    await delivery.deliver(events(1, 3), 1);
    await delivery.deliver(events(1, 3), 1);
    await delivery.deliver(events(2, 4), 2);
    expect(written).toEqual(['1;2;3;', '2;3;4;']);
  });

  it('writes nothing more once the process stops', async () => {
    const { output, written } = outputWith(2, async () => void (written.length === 2 && delivery.stop()));
    const delivery = new SiemDelivery(output, linesOf);
    await expect(delivery.deliver(events(1, 5), 1)).rejects.toThrow('the process stops');
    expect(written).toEqual(['1;', '2;', '3;']);
  });

  it('never writes at the same time as an earlier attempt, whose lines it does not repeat', async () => {
    let open = 0;
    let mostOpen = 0;
    const { output, written } = outputWith(2, async () => {
      mostOpen = Math.max(mostOpen, ++open);
      await turns(20);
      open--;
    });
    const delivery = new SiemDelivery(output, linesOf);
    // Each attempt has a time limit of 30 turns, and the output needs 100.
    const attempts = [];
    for (let n = 0; n < 4; n++) {
      attempts.push(delivery.deliver(events(1, 5), 1).catch((error: Error) => error.message));
      await turns(30);
    }
    const outcomes = await Promise.all(attempts);
    expect([written, mostOpen]).toEqual([['1;', '2;', '3;', '4;', '5;'], 1]);
    expect(outcomes[0]).toBe('Another attempt has begun, or the process stops.');
    expect(outcomes.at(-1)).toBeUndefined();
  });
});
