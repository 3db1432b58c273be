import { isDeepStrictEqual } from 'node:util';
import { UTC_TIME } from '@platform/text/utc-time.rule';
import { isId, type UserId } from '@platform/ids/ids';
import { importedIdOf } from '@platform/user-rows/imported-id.rule';
import type { ChangedKind, ChangedValue } from './import-report';

type Data = Readonly<Record<string, unknown>>;

const MAX_VALUES = 1000;

/** Compares the records of one kind with those that the importing account has now. Both are in the same order. */
export class KindComparison {
  private compared = 0;
  private missing = 0;
  private readonly fields: Record<string, number> = {};

  constructor(
    private readonly accounts: { readonly exported: UserId; readonly userId: UserId },
    private readonly about: { readonly provider: string; readonly kind: string },
    private readonly before: AsyncIterator<unknown>,
    private readonly values: ChangedValue[],
  ) {}

  /** Takes the next record of the account. Records that the account had before the import are skipped. */
  async add(now: Data): Promise<void> {
    for (let record = await this.peek(); record; record = await this.peek()) {
      const order = compareIds(this.expectedId(record), now.id);
      if (order > 0) return;
      this.take();
      if (order === 0) return this.compare(record, now);
      this.missing++;
    }
  }

  async result(): Promise<ChangedKind> {
    for (; await this.peek(); this.take()) this.missing++;
    const { about, compared, missing, fields } = this;
    return { ...about, compared, missing, fields };
  }

  private next: Data | undefined;

  private async peek(): Promise<Data | undefined> {
    this.next ??= (await this.before.next()).value as Data | undefined;
    return this.next;
  }

  private take(): void {
    this.next = undefined;
  }

  /** The account itself has the ID of the user, which is not computed. */
  private expectedId(record: Data): unknown {
    const { exported, userId } = this.accounts;
    return isId(record.id) && record.id !== exported ? importedIdOf(userId, record) : undefined;
  }

  private compare(before: Data, now: Data): void {
    this.compared++;
    for (const field of new Set([...Object.keys(before), ...Object.keys(now)])) {
      const [from, to] = [before[field], now[field]];
      if (isDeepStrictEqual(from, to)) continue;
      this.fields[field] = (this.fields[field] ?? 0) + 1;
      if (this.values.length < MAX_VALUES && isIdOrTime(from) && isIdOrTime(to))
        this.values.push({ ...this.about, field, from, to });
    }
  }
}

/** Records without an ID, or with one that the importing account gives itself, are compared in their order. */
function compareIds(expected: unknown, now: unknown): number {
  if (typeof expected !== 'string' || typeof now !== 'string' || expected === now) return 0;
  return expected < now ? -1 : 1;
}

function isIdOrTime(value: unknown): value is string {
  return typeof value === 'string' && (isId(value) || UTC_TIME.test(value));
}
