import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { refused } from '@platform/http/fields/refusals';
import { Versioned } from '@platform/http/serialization/document';
import type { ExpectedVersion } from '@platform/http/serialization/if-match';
import type { Schema } from '@platform/json-schema/schema-walk.rule';
import { Transactions } from '@platform/persistence/transactions';
import { DocumentMigration } from '../migration/document-migration';
import { StoredValuesCheck } from '../migration/stored-values-check';
import { accessAfter, NamespaceRules, openedBy, tightenedBy } from '../namespaces/namespace-rules.rule';
import {
  definitionOf as storedDefinition,
  EMPTY_DEFINITION,
  PREFERENCE_SCHEMA_CHANGED,
  SHIPPED_VERSION,
} from '../namespaces/namespace-schemas';
import { PreferenceSchemaRepository, type StoredSchema } from '../namespaces/preference-schema.repository';
import { defineNamespace } from '../namespaces/schema-definition.rule';
import { SHIPPED, shippedSchema } from '../namespaces/shipped-schemas';
import { isNamespace } from '../preference-names.rule';
import { PreferencesProblems } from '../preferences.errors';
import { PreferenceSchemaChanged, PreferenceSchemaRefused, PreferenceSchemaRemoved } from '../preferences.events';
import type { Values } from '../values.rule';
import type {
  PreferenceSchemaDto,
  PreferenceSchemaListDto,
  PreferenceSchemaSummaryDto,
  PutPreferenceSchemaDto,
} from './preference-schemas.dto';

/** Every node caches all schemas. */
const MAX_SCHEMAS = 200;

interface Definition {
  readonly schema: Schema;
  readonly defaults: Values;
}

/** Manages the schemas of namespaces. */
@Injectable()
export class PreferenceSchemasService {
  constructor(
    private readonly schemas: PreferenceSchemaRepository,
    private readonly check: StoredValuesCheck,
    private readonly migration: DocumentMigration,
    private readonly events: Events,
    private readonly cluster: ClusterNotifications,
    private readonly transactions: Transactions,
  ) {}

  async list(): Promise<PreferenceSchemaListDto> {
    const stored = await this.schemas.all();
    const names = new Set([...Object.keys(SHIPPED), ...stored.map(({ namespace }) => namespace)]);
    const items = [...names].sort().flatMap((namespace) => {
      const row = stored.find((one) => one.namespace === namespace);
      return hasSchema(namespace, row) ? [summaryOf(namespace, row)] : [];
    });
    return { items };
  }

  async read(namespace: string): Promise<Versioned<PreferenceSchemaDto>> {
    const row = isNamespace(namespace) ? await this.schemas.find(namespace) : undefined;
    if (!hasSchema(namespace, row)) throw RequestProblems.not_found();
    const { schema, defaults } = definitionOf(namespace, row);
    const summary = summaryOf(namespace, row);
    return new Versioned({ ...summary, schema: { ...schema }, defaults: { ...defaults } }, summary.version);
  }

  /** When this resolves, every node uses the new schema. */
  async define(
    namespace: string,
    { schema: input, defaults = {}, force = false }: PutPreferenceSchemaDto,
    expected: ExpectedVersion | undefined,
  ): Promise<Versioned<PreferenceSchemaDto>> {
    if (!isNamespace(namespace)) throw RequestProblems.not_found();
    const defined = defineNamespace(namespace, input, defaults);
    if ('faults' in defined) throw refused(defined.faults);
    const definition = { schema: defined.schema, defaults };
    if (!force) await this.refuseBreaking(namespace, definition);
    await this.transactions.run(() => this.put(namespace, definition, force, expected));
    await this.cluster.settled();
    return this.read(namespace);
  }

  async remove(namespace: string, expected: ExpectedVersion | undefined): Promise<void> {
    if (!isNamespace(namespace)) throw RequestProblems.not_found();
    await this.transactions.run(async () => {
      const stored = await this.schemas.lock(namespace, firstVersionOf(namespace));
      if (!stored.schema) throw RequestProblems.not_found();
      expected?.refuseOther(stored.version);
      await this.schemas.remove(namespace);
      const after = shippedSchema(namespace);
      const changes = changesBetween(stored, after && { schema: after, defaults: {} });
      await this.events.publish(PreferenceSchemaRemoved.of({ subject: null, facts: { namespace }, changes }));
      await this.publishToNodes(namespace);
    });
    await this.cluster.settled();
  }

  /** Counts outside the transaction, because it can take long. Values that are stored meanwhile are migrated. */
  private async refuseBreaking(namespace: string, definition: Definition): Promise<void> {
    const stored = await this.schemas.find(namespace);
    const { total, misfits } = await this.check.count(this.nextRules(namespace, stored, definition));
    if (misfits === 0) return;
    const changes = changesBetween(definitionOf(namespace, stored), definition);
    await this.transactions.run(() =>
      this.events.publish(PreferenceSchemaRefused.of({ subject: null, facts: { namespace }, changes })),
    );
    throw PreferencesProblems.schema_breaks_documents({ parameters: { misfits, total } });
  }

  /** The rules of the next version, with the access of all earlier ones. */
  private nextRules(namespace: string, stored: StoredSchema | undefined, definition: Definition): NamespaceRules {
    const previous = new NamespaceRules(
      stored
        ? storedDefinition(stored)
        : { ...EMPTY_DEFINITION, namespace, version: firstVersionOf(namespace), schema: shippedSchema(namespace) },
    );
    const access = accessAfter(stored?.access ?? {}, definition.schema);
    const definitionNow = { ...EMPTY_DEFINITION, ...definition, namespace, version: previous.version + 1, access };
    const next = new NamespaceRules(definitionNow);
    return new NamespaceRules({
      ...definitionNow,
      tightened: tightenedBy(previous, next),
      opened: openedBy(previous, next),
    });
  }

  private async put(
    namespace: string,
    definition: Definition,
    forced: boolean,
    expected: ExpectedVersion | undefined,
  ): Promise<void> {
    const stored = await this.schemas.lock(namespace, firstVersionOf(namespace));
    // A namespace without a schema has no version that a client could have read.
    if (expected && !hasSchema(namespace, stored)) throw RequestProblems.stale();
    expected?.refuseOther(stored.version);
    const before = hasSchema(namespace, stored) ? definitionOf(namespace, stored) : undefined;
    if (isDeepStrictEqual(before, definition)) return;
    const { access, tightened, opened } = this.nextRules(namespace, stored, definition);
    await this.schemas.define(namespace, { ...definition, access, tightened, opened });
    if ((await this.schemas.count()) > MAX_SCHEMAS)
      throw PreferencesProblems.too_many_schemas({ parameters: { max: MAX_SCHEMAS } });
    const facts = { namespace, version: stored.version + 1, forced };
    const changes = changesBetween(before, definition);
    await this.events.publish(PreferenceSchemaChanged.of({ subject: null, facts, changes }));
    await this.publishToNodes(namespace);
  }

  private async publishToNodes(namespace: string): Promise<void> {
    await this.cluster.send(PREFERENCE_SCHEMA_CHANGED, namespace);
    await this.migration.enqueue(namespace);
  }
}

function hasSchema(namespace: string, row: StoredSchema | undefined): boolean {
  return Boolean(row?.schema ?? shippedSchema(namespace));
}

/** A schema of the product has a version before an administrator changes it. */
function firstVersionOf(namespace: string): number {
  return shippedSchema(namespace) ? SHIPPED_VERSION : 0;
}

function definitionOf(namespace: string, row: StoredSchema | undefined): Definition {
  return { schema: row?.schema ?? shippedSchema(namespace) ?? {}, defaults: row?.defaults ?? {} };
}

function summaryOf(namespace: string, row: StoredSchema | undefined): PreferenceSchemaSummaryDto {
  return {
    namespace,
    version: row?.version ?? firstVersionOf(namespace),
    shipped: !row?.schema,
    changedAt: row?.changedAt.toISOString() ?? null,
  };
}

function changesBetween(before: Partial<Definition> | StoredSchema | undefined, after: Definition | undefined) {
  return {
    schema: { before: before?.schema ?? null, after: after?.schema ?? null },
    defaults: { before: before?.defaults ?? null, after: after?.defaults ?? null },
  };
}
