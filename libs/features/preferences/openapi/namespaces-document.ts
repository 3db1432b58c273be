import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Json } from '@platform/http/docs/document-json';
import { DocumentAdditions, type DocumentAddition } from '@platform/http/docs/document-additions';
import { NamespaceSchemas } from '../namespaces/namespace-schemas';
import { namespaceTypes, type NamespaceTypes } from './namespace-schemas.rule';

const GENERAL_PATH = '/v1/me/preferences/{namespace}';
const METHODS = ['get', 'put', 'patch', 'delete'] as const;

/** Adds a path with typed operations for each namespace that has a schema, so that a generated client is typed. */
@Injectable()
export class NamespacesDocument implements DocumentAddition, OnModuleInit {
  constructor(
    private readonly schemas: NamespaceSchemas,
    private readonly additions: DocumentAdditions,
  ) {}

  onModuleInit(): void {
    this.additions.register('namespaces', this);
  }

  async revision(): Promise<string> {
    return (await this.schemas.current()).revision;
  }

  async addTo(document: OpenAPIObject): Promise<void> {
    const { paths }: { paths: Json } = document;
    const general = paths[GENERAL_PATH] as Json;
    const { schemas, parameters } = document.components as { schemas: Json; parameters: Json };
    const isNamespace = ({ $ref }: Json) => parameters[String($ref).split('/').at(-1) ?? '']?.name === 'namespace';
    for (const rules of (await this.schemas.current()).registered.values()) {
      const types = namespaceTypes(rules);
      if (!types) continue;
      schemas[types.name] = types.values;
      schemas[`${types.name}Patch`] = types.patch;
      schemas[`${types.name}Document`] = documentOf(schemas.PreferencesDto as Json, rules.namespace, types);
      paths[GENERAL_PATH.replace('{namespace}', rules.namespace)] = pathOf(general, types, isNamespace);
    }
  }
}

function documentOf(general: Json, namespace: string, { name }: NamespaceTypes): Json {
  const properties = {
    ...general.properties,
    namespace: { ...general.properties.namespace, const: namespace, example: namespace },
    values: ref(name),
  };
  return { ...general, properties };
}

type IsNamespace = (parameter: Json) => boolean;

function pathOf(general: Json, types: NamespaceTypes, isNamespace: IsNamespace): Json {
  return Object.fromEntries(
    METHODS.map((method) => [method, operationOf(general[method] as Json, types, isNamespace)]),
  );
}

/** The general operation without the parameter, with the types of the namespace. */
function operationOf(general: Json, { name }: NamespaceTypes, isNamespace: IsNamespace): Json {
  const operation = structuredClone(general);
  operation.operationId = (general.operationId as string).replace('Preferences', name);
  operation.parameters = ((operation.parameters ?? []) as Json[]).filter((parameter) => !isNamespace(parameter));
  const answer = operation.responses['200']?.content?.['application/json'];
  if (answer) answer.schema = ref(`${name}Document`);
  for (const content of Object.values((operation.requestBody?.content ?? {}) as Json))
    content.schema = ref(`${name}Patch`);
  return operation;
}

function ref(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}
