import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions } from '@platform/persistence/transactions';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import type { AttributeRules } from './attribute-rules';
import { AttributeSchemaRepository } from './attribute-schema.repository';
import { compileSchema } from './compile-schema';

export const SCHEMA_CHANGED = 'users.attribute-schema';

/** The compiled attribute schema, in memory until some node says that it has changed. */
@Injectable()
export class AttributeSchemaCache implements OnModuleInit {
  private remembered: AttributeRules | undefined;
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
    if (this.remembered && this.isFresh && this.cluster.isCurrent()) return this.remembered;
    const before = this.changes;
    const stored = await this.schemas.newest();
    const { version, access, schema } = stored;
    const rules =
      this.remembered?.version === version ? this.remembered : { version, access, check: compileSchema(schema) };
    this.transactions.remember(() => {
      this.remembered = rules;
      // A value read while a signal arrived may already be outdated.
      this.isFresh = before === this.changes;
    });
    return rules;
  }
}
