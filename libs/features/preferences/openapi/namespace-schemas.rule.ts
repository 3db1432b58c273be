import type { Json } from '@platform/http/docs/document-json';
import type { NamespaceRules, Viewer } from '../namespaces/namespace-rules.rule';
import { ACCESS, RENAMED_FROM, SEALED } from '../namespaces/namespace-rules.rule';

const USER: Viewer = { actor: 'user' };
const OWN_KEYWORDS = [ACCESS, SEALED, RENAMED_FROM];

/** The types of one namespace, as far as users can read or write its keys. */
export interface NamespaceTypes {
  /** For example `UiPreferences`. */
  readonly name: string;
  /** All values. Those without a default can be absent. */
  readonly values: Json;
  /** The body of a change: each key that the user can write, or null. */
  readonly patch: Json;
}

/** Returns undefined for a namespace whose keys users neither read nor write. */
export function namespaceTypes(rules: NamespaceRules): NamespaceTypes | undefined {
  const { namespace, schema, defaults, properties } = rules;
  if (!schema) return undefined;
  const name = `${pascalCase(namespace)}Preferences`;
  const own = (key: string) => withReferencesIn(name, without(properties.get(key) ?? {}));
  const keys = [...properties.keys()];
  const readable = keys.filter((key) => rules.mayRead(key, USER));
  const writable = keys.filter((key) => rules.mayWrite(key, USER));
  if (readable.length + writable.length === 0 && schema.additionalProperties === false) return undefined;
  const isOpen = schema.additionalProperties !== false;
  const base = { type: 'object', additionalProperties: isOpen };
  const shared = sharedBy([...readable, ...writable].map(own), schema.$defs ?? {});
  return {
    name,
    values: {
      ...base,
      properties: Object.fromEntries(readable.map((key) => [key, own(key)])),
      required: readable.filter((key) => Object.hasOwn(defaults, key)),
      ...(Object.keys(shared).length > 0 && { $defs: withReferencesIn(name, shared) }),
    },
    patch: {
      ...base,
      properties: Object.fromEntries(writable.map((key) => [key, { anyOf: [own(key), { type: 'null' }] }])),
    },
  };
}

function without(property: Json): Json {
  return Object.fromEntries(Object.entries(property).filter(([keyword]) => !OWN_KEYWORDS.includes(keyword)));
}

/** The definitions that these schemas refer to, directly or through others. The rest may belong to hidden keys. */
function sharedBy(schemas: readonly Json[], definitions: Json): Json {
  const names = new Set<string>();
  const collect = (schema: unknown): void => {
    for (const [, name = ''] of JSON.stringify(schema).matchAll(/"\$ref":"#\/(?:.*?\/)?\$defs\/([^"/]+)/g)) {
      if (names.has(name) || !Object.hasOwn(definitions, name)) continue;
      names.add(name);
      collect(definitions[name]);
    }
  };
  collect(schemas);
  return Object.fromEntries(Object.entries(definitions).filter(([name]) => names.has(name)));
}

/** In the document, a `$ref` starts at its root. */
function withReferencesIn(name: string, schema: Json): Json {
  const text = JSON.stringify(schema);
  return JSON.parse(text.replaceAll('"$ref":"#/$defs/', `"$ref":"#/components/schemas/${name}/$defs/`)) as Json;
}

function pascalCase(namespace: string): string {
  return namespace
    .split(/[-_]/)
    .filter(Boolean)
    .map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`)
    .join('');
}
