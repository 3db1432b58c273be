import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions } from '@platform/persistence/transactions';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import type { AttributeRules } from './attribute-rules';
import { AttributeSchemaRepository } from './attribute-schema.repository';
import { compileAttributes } from './attribute-definition.rule';

export const SCHEMA_CHANGED = 'users.attribute-schema';

/** Caches the compiled attribute schema until a cluster notification reports a change. */
@Injectable()
export class AttributeSchemaCache implements OnModuleInit {
  private cached: AttributeRules | undefined;
  private isFresh = false;
  private changes = 0;

  constructor(
    private readonly schemas: AttributeSchemaRepository,
    private readonly cluster: ClusterNotifications,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.cluster.on(SCHEMA_CHANGED, () => {
      this.changes++;
      this.isFresh = false;
    });
  }

  async current(): Promise<AttributeRules> {
    if (this.cached && this.isFresh && this.cluster.isCurrent()) return this.cached;
    const changesBefore = this.changes;
    const stored = await this.schemas.newest();
    const { version, access, schema } = stored;
    const rules =
      this.cached?.version === version ? this.cached : { version, access, check: compileAttributes(schema) };
    this.transactions.remember(() => {
      this.cached = rules;
      // If a notification arrived during the read, the value may already be outdated.
      this.isFresh = changesBefore === this.changes;
    });
    return rules;
  }
}
