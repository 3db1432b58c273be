import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Events } from '@platform/event-log/events';
import { Versioned } from '@platform/http/serialization/document';
import type { ExpectedVersion } from '@platform/http/serialization/if-match';
import { refused } from '@platform/http/fields/refusals';
import type { Schema } from '@platform/json-schema/schema-walk.rule';
import { Transactions } from '@platform/persistence/transactions';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { AttributeSchemaChanged } from '../users.events';
import { SCHEMA_CHANGED } from './attribute-schema-cache';
import { accessAfter, defineAttributes } from './attribute-definition.rule';
import type { AttributeSchemaDto } from './attribute-schema.dto';
import { AttributeSchemaRepository } from './attribute-schema.repository';

@Injectable()
export class AttributeSchemaService {
  constructor(
    private readonly schemas: AttributeSchemaRepository,
    private readonly events: Events,
    private readonly cluster: ClusterNotifications,
    private readonly transactions: Transactions,
  ) {}

  async read(): Promise<Versioned<AttributeSchemaDto>> {
    const { version, schema, createdAt } = await this.schemas.newest();
    return new Versioned({ schema: { ...schema }, version, changedAt: createdAt?.toISOString() ?? null }, version);
  }

  /** When this resolves, every node uses the new schema. Stored values stay readable until their next change. */
  async define(input: Schema, expected: ExpectedVersion | undefined): Promise<Versioned<AttributeSchemaDto>> {
    const defined = defineAttributes(input);
    if ('faults' in defined) throw refused(defined.faults);
    await this.transactions.run(() => this.append(defined.schema, expected));
    await this.cluster.settled();
    return this.read();
  }

  private async append(schema: Schema, expected: ExpectedVersion | undefined): Promise<void> {
    const newest = await this.schemas.lockForNext();
    expected?.refuseOther(newest.version);
    if (isDeepStrictEqual(newest.schema, schema)) return;
    const version = newest.version + 1;
    await this.schemas.add({ version, schema, access: accessAfter(newest.access, schema) });
    const changes = { schema: { before: newest.schema, after: schema } };
    await this.events.publish(AttributeSchemaChanged.of({ subject: null, facts: { version }, changes }));
    await this.cluster.send(SCHEMA_CHANGED, String(version));
  }
}
