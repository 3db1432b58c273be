import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { compileSchema, type CheckInstance } from '@platform/json-schema/compile-schema';
import { Transactions } from '@platform/persistence/transactions';
import { ActivityTypeRepository, type ActivityType } from './activity-type.repository';

export const ACTIVITY_TYPE_CHANGED = 'audit.activity-type';

/** Types without a schema are cached as well. Callers choose their names, so the number is limited. */
const MAX_CACHED = 1000;

interface CachedType {
  readonly version: number | undefined;
  /** Undefined if the type has no schema. */
  readonly check: CheckInstance | undefined;
  isFresh: boolean;
}

/** Caches the compiled schemas of activity types until a cluster notification reports a change. */
@Injectable()
export class ActivityTypeCache implements OnModuleInit {
  private readonly cached = new Map<string, CachedType>();
  private changes = 0;

  constructor(
    private readonly types: ActivityTypeRepository,
    private readonly cluster: ClusterNotifications,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.cluster.on(ACTIVITY_TYPE_CHANGED, (type) => {
      this.changes++;
      const cached = this.cached.get(type);
      if (cached) cached.isFresh = false;
    });
  }

  /** Returns the check of the details for each type that has a schema. */
  async checksOf(types: ReadonlySet<string>): Promise<ReadonlyMap<string, CheckInstance>> {
    const isCurrent = this.cluster.isCurrent();
    const missing = [...types].filter((type) => !isCurrent || !this.cached.get(type)?.isFresh);
    const read = await this.read(missing);
    return new Map(
      [...types].flatMap((type) => {
        const check = (read.get(type) ?? this.cached.get(type))?.check;
        return check ? [[type, check] as const] : [];
      }),
    );
  }

  private async read(types: readonly string[]): Promise<ReadonlyMap<string, CachedType>> {
    const changesBefore = this.changes;
    const stored = new Map((await this.types.find(types)).map((found) => [found.type, found]));
    const read = new Map(types.map((type) => [type, this.cachedTypeOf(type, stored.get(type))]));
    for (const [type, entry] of read) this.keep(type, entry);
    this.transactions.remember(() => {
      // If a notification arrived during the read, the values may already be outdated.
      if (changesBefore === this.changes) for (const entry of read.values()) entry.isFresh = true;
    });
    return read;
  }

  /** A version is compiled once. It never changes, so this holds in a transaction, too. */
  private cachedTypeOf(type: string, stored: ActivityType | undefined): CachedType {
    const known = this.cached.get(type);
    if (known && known.version === stored?.version) return { ...known, isFresh: false };
    return { version: stored?.version, check: stored && compileSchema(stored.schema), isFresh: false };
  }

  private keep(type: string, entry: CachedType): void {
    this.cached.delete(type);
    this.cached.set(type, entry);
    const [oldest] = this.cached.keys();
    if (this.cached.size > MAX_CACHED && oldest !== undefined) this.cached.delete(oldest);
  }
}
