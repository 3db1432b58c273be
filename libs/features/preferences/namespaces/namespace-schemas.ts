import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CachedValues, type CachedValue } from '@platform/cluster-notifications/cached-values';
import { RequestProblems } from '@platform/errors/platform.errors';
import { isNamespace } from '../preference-names.rule';
import { PreferencesConfig } from '../preferences.config';
import { NamespaceRules, type NamespaceDefinition } from './namespace-rules.rule';
import { PreferenceSchemaRepository, type StoredSchema } from './preference-schema.repository';
import { SHIPPED, shippedSchema } from './shipped-schemas';

export const PREFERENCE_SCHEMA_CHANGED = 'preferences.schema';

/** The version of a schema of the product that no administrator has changed. */
export const SHIPPED_VERSION = 1;

export const EMPTY_DEFINITION = { schema: undefined, defaults: {}, access: {}, tightened: {}, opened: {} };

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

/** Caches the schemas of all namespaces. */
@Injectable()
export class NamespaceSchemas {
  private readonly all: CachedValue<AllNamespaces>;

  constructor(
    private readonly schemas: PreferenceSchemaRepository,
    private readonly config: PreferencesConfig,
    cached: CachedValues,
  ) {
    this.all = cached.define(PREFERENCE_SCHEMA_CHANGED, async (outdated) =>
      this.namespacesOf(await this.schemas.all(), outdated),
    );
  }

  /** Returns a promise only if the schemas are not cached. */
  current(): AllNamespaces | Promise<AllNamespaces> {
    return this.all.current();
  }

  private namespacesOf(stored: readonly StoredSchema[], outdated: AllNamespaces | undefined): AllNamespaces {
    const definitions = new Map<string, NamespaceDefinition>(
      Object.keys(SHIPPED).map((namespace) => [namespace, shippedDefinition(namespace)]),
    );
    for (const row of stored) definitions.set(row.namespace, definitionOf(row));
    const rules = [...definitions.values()].map((definition) => rulesOf(definition, outdated));
    const byName = (list: readonly NamespaceRules[]) => new Map(list.map((one) => [one.namespace, one]));
    return new AllNamespaces(
      byName(rules.filter(({ schema }) => schema)),
      byName(rules.filter(({ schema }) => !schema)),
      this.config.unregistered,
    );
  }
}

/** A version never changes, so its compiled check is used again. */
function rulesOf(definition: NamespaceDefinition, outdated: AllNamespaces | undefined): NamespaceRules {
  const known = outdated?.of(definition.namespace);
  return known && known.version === definition.version && known.isRegistered ? known : new NamespaceRules(definition);
}

export function definitionOf({
  namespace,
  version,
  schema,
  defaults,
  access,
  tightened,
  opened,
}: StoredSchema): NamespaceDefinition {
  return {
    namespace,
    version,
    schema: schema ?? shippedSchema(namespace),
    defaults: defaults ?? {},
    access,
    tightened,
    opened: opened ?? {},
  };
}

function shippedDefinition(namespace: string): NamespaceDefinition {
  return { ...EMPTY_DEFINITION, namespace, version: SHIPPED_VERSION, schema: shippedSchema(namespace) };
}

function withoutSchema(namespace: string): NamespaceRules {
  return new NamespaceRules({ ...EMPTY_DEFINITION, namespace, version: 0 });
}
