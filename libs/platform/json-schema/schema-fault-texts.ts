/** The errors of a schema that a caller defines. Each feature with such schemas declares them: `users.schema_keyword`. */
export const SCHEMA_FAULT_TEXTS = {
  schema_keyword: {
    en: 'This JSON Schema keyword is not supported. Remove it.',
    de: 'Dieses JSON-Schema-Schlüsselwort wird nicht unterstützt. Entfernen Sie es.',
  },
  schema_value: {
    en: 'This JSON Schema keyword cannot have this value.',
    de: 'Dieses JSON-Schema-Schlüsselwort kann diesen Wert nicht haben.',
  },
  schema_reference: {
    en: 'A `$ref` must point to `#/$defs/…` and must not be circular.',
    de: 'Ein `$ref` muss auf `#/$defs/…` verweisen und darf nicht zirkulär sein.',
  },
  schema_too_large: {
    en: 'The schema is too large or too deeply nested, with its references resolved.',
    de: 'Das Schema ist mit aufgelösten Verweisen zu groß oder zu tief verschachtelt.',
  },
  schema_pattern: {
    en: 'This pattern is not valid in RE2, which supports no backreferences and no lookaround.',
    de: 'Dieses Muster ist in RE2 ungültig. RE2 unterstützt weder Rückwärtsreferenzen noch Lookaround.',
  },
  schema_invalid: {
    en: 'This is not a valid JSON Schema: {reason}',
    de: 'Dies ist kein gültiges JSON-Schema: {reason}',
  },
};

export type SchemaFaultCodes = Readonly<Record<keyof typeof SCHEMA_FAULT_TEXTS, string>>;
