import { hash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Transactions } from '@platform/persistence/transactions';
import { isNamespace } from '../preference-names.rule';
import { PreferencesConfig } from '../preferences.config';
import { NamespaceRules, type NamespaceDefinition } from './namespace-rules.rule';
import { PreferenceSchemaRepository, type StoredSchema } from './preference-schema.repository';
import { SHIPPED, shippedSchema } from './shipped-schemas';

export const PREFERENCE_SCHEMA_CHANGED = 'preferences.schema';

/** The version of a schema of the product that no administrator has changed. */
export const SHIPPED_VERSION = 1;

/** The namespaces at one moment. */
export class AllNamespaces {
  /** Changes with every change of a schema. */
  readonly revision: string;

  constructor(
    /** Those with a schema, by name. */
    readonly registered: ReadonlyMap<string, NamespaceRules>,
    /** Those whose schema was removed, whose access rules remain. */
    private readonly removed: ReadonlyMap<string, NamespaceRules>,
    private readonly allowsOthers: boolean,
  ) {
    const all = [...registered.values(), ...removed.values()];
    this.revision = hash('sha1', all.map(({ namespace, version }) => `${namespace}:${version}`).join(), 'base64url');
  }

  of(namespace: string): NamespaceRules {
    return this.registered.get(namespace) ?? this.removed.get(namespace) ?? withoutSchema(namespace);
  }

  /** Throws for a namespace in which nothing can be stored. */
  allowed(namespace: string): NamespaceRules {
    const isAllowed = this.allowsOthers ? isNamespace(namespace) : this.registered.has(namespace);
    if (!isAllowed) throw RequestProblems.not_found();
    return this.of(namespace);
  }
}

/** Caches the schemas of all namespaces until a cluster notification reports a change. */
@Injectable()
export class NamespaceSchemas implements OnModuleInit {
  private cached: AllNamespaces | undefined;
  private isFresh = false;
  private changes = 0;

  constructor(
    private readonly schemas: PreferenceSchemaRepository,
    private readonly cluster: ClusterNotifications,
    private readonly config: PreferencesConfig,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.cluster.on(PREFERENCE_SCHEMA_CHANGED, () => {
      this.changes++;
      this.isFresh = false;
    });
  }

  /** Returns a promise only if the schemas are not cached. */
  current(): AllNamespaces | Promise<AllNamespaces> {
    if (this.cached && this.isFresh && this.cluster.isCurrent()) return this.cached;
    return this.read();
  }

  private async read(): Promise<AllNamespaces> {
    const changesBefore = this.changes;
    const all = this.namespacesOf(await this.schemas.all());
    this.transactions.remember(() => {
      this.cached = all;
      // If a notification arrived during the read, the value may already be outdated.
      this.isFresh = changesBefore === this.changes;
    });
    return all;
  }

  private namespacesOf(stored: readonly StoredSchema[]): AllNamespaces {
    const definitions = new Map<string, NamespaceDefinition>(
      Object.keys(SHIPPED).map((namespace) => [namespace, shippedDefinition(namespace)]),
    );
    for (const row of stored) definitions.set(row.namespace, definitionOf(row));
    const rules = [...definitions.values()].map((definition) => this.rulesOf(definition));
    const byName = (list: readonly NamespaceRules[]) => new Map(list.map((one) => [one.namespace, one]));
    return new AllNamespaces(
      byName(rules.filter(({ schema }) => schema)),
      byName(rules.filter(({ schema }) => !schema)),
      this.config.unregistered,
    );
  }

  /** A version never changes, so its compiled check is used again. */
  private rulesOf(definition: NamespaceDefinition): NamespaceRules {
    const known = this.cached?.of(definition.namespace);
    return known && known.version === definition.version && known.version > 0 ? known : new NamespaceRules(definition);
  }
}

export function definitionOf({
  namespace,
  version,
  schema,
  defaults,
  access,
  tightened,
}: StoredSchema): NamespaceDefinition {
  return {
    namespace,
    version,
    schema: schema ?? shippedSchema(namespace),
    defaults: defaults ?? {},
    access,
    tightened,
  };
}

function shippedDefinition(namespace: string): NamespaceDefinition {
  return {
    namespace,
    version: SHIPPED_VERSION,
    schema: shippedSchema(namespace),
    defaults: {},
    access: {},
    tightened: {},
  };
}

function withoutSchema(namespace: string): NamespaceRules {
  return new NamespaceRules({ namespace, version: 0, schema: undefined, defaults: {}, access: {}, tightened: {} });
}
