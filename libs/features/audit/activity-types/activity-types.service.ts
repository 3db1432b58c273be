import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { FieldErrors, RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { refused, refusedField } from '@platform/http/fields/refusals';
import { Cursors } from '@platform/http/paging/cursors';
import type { PageQuery } from '@platform/http/paging/page';
import { Versioned } from '@platform/http/serialization/document';
import type { ExpectedVersion } from '@platform/http/serialization/if-match';
import { schemaFaults } from '@platform/json-schema/define-schema.rule';
import type { Schema } from '@platform/json-schema/schema-walk.rule';
import { Transactions } from '@platform/persistence/transactions';
import { isActivityType } from '../activity-type-name.rule';
import { AuditFieldErrors, AuditProblems } from '../audit.errors';
import { ActivityTypeDefined, ActivityTypeRemoved } from '../audit.events';
import { ACTIVITY_TYPE_CHANGED } from './activity-type-cache';
import { ActivityTypeRepository, type ActivityType } from './activity-type.repository';
import type {
  ActivityTypeDto,
  ActivityTypeListDto,
  ActivityTypeSummaryDto,
  PutActivityTypeDto,
} from './activity-types.dto';

/** Every node can cache all compiled schemas. */
const MAX_TYPES = 500;
const RULES = { pointer: '/schema', codes: AuditFieldErrors };

/** Manages the schemas for the details of events that the app records. */
@Injectable()
export class ActivityTypesService {
  constructor(
    private readonly types: ActivityTypeRepository,
    private readonly events: Events,
    private readonly cluster: ClusterNotifications,
    private readonly cursors: Cursors,
    private readonly transactions: Transactions,
  ) {}

  async list({ limit = 20, cursor }: PageQuery): Promise<ActivityTypeListDto> {
    const [after = ''] = this.cursors.read('activity-types', {}, cursor) ?? [];
    const found = await this.types.page(String(after), limit + 1);
    const { rows, nextCursor } = this.cursors.page('activity-types', {}, found, limit, ({ type }) => [type]);
    return { items: rows.map(summaryOf), nextCursor };
  }

  async read(type: string): Promise<Versioned<ActivityTypeDto>> {
    const [found] = isActivityType(type) ? await this.types.find([type]) : [];
    if (!found) throw RequestProblems.not_found();
    return new Versioned({ ...summaryOf(found), schema: { ...found.schema } }, found.version);
  }

  /** When this resolves, every node uses the new schema. */
  async define(
    type: string,
    { schema: input, description = '' }: PutActivityTypeDto,
    expected: ExpectedVersion | undefined,
  ): Promise<Versioned<ActivityTypeDto>> {
    if (!isActivityType(type)) throw refusedField('/type', FieldErrors.bad_format, { form: 'app.order_placed' });
    const schema = { ...input, type: input.type ?? 'object' };
    const faults = schemaFaults(schema, RULES);
    if (faults.length > 0) throw refused(faults);
    await this.transactions.run(() => this.put(type, schema, description, expected));
    await this.cluster.settled();
    return this.read(type);
  }

  async remove(type: string, expected: ExpectedVersion | undefined): Promise<void> {
    if (!isActivityType(type)) throw RequestProblems.not_found();
    await this.transactions.run(async () => {
      const stored = await this.types.lock(type);
      if (!stored?.schema) throw RequestProblems.not_found();
      expected?.refuseOther(stored.version);
      await this.types.remove(type);
      const changes = { schema: { before: stored.schema, after: null } };
      await this.events.publish(ActivityTypeRemoved.of({ subject: null, facts: { type }, changes }));
      await this.cluster.send(ACTIVITY_TYPE_CHANGED, type);
    });
    await this.cluster.settled();
  }

  private async put(
    type: string,
    schema: Schema,
    description: string,
    expected: ExpectedVersion | undefined,
  ): Promise<void> {
    await this.types.insertMissing(type);
    const stored = await this.types.lock(type);
    if (!stored) throw new Error(`The row of ${type} is missing.`);
    // A type without a schema has no version that a client could have read.
    if (expected && !stored.schema) throw RequestProblems.stale();
    expected?.refuseOther(stored.version);
    if (isDeepStrictEqual(stored.schema, schema) && stored.description === description) return;
    await this.types.define(type, schema, description);
    if ((await this.types.count()) > MAX_TYPES)
      throw AuditProblems.too_many_activity_types({ parameters: { max: MAX_TYPES } });
    const facts = { type, version: stored.version + 1 };
    const changes = { schema: { before: stored.schema, after: schema } };
    await this.events.publish(ActivityTypeDefined.of({ subject: null, facts, changes }));
    await this.cluster.send(ACTIVITY_TYPE_CHANGED, type);
  }
}

function summaryOf({ type, version, description, changedAt }: ActivityType): ActivityTypeSummaryDto {
  return { type, version, description, changedAt: changedAt.toISOString() };
}
