/** The errors of a schema that a caller defines. Each feature with such schemas declares them: `users.schema_keyword`. */
export const SCHEMA_FAULT_TEXTS = {
  schema_keyword: {
    en: 'This JSON Schema keyword is not supported. Remove it.',
    de: 'Dieses JSON-Schema-Schlüsselwort wird nicht unterstützt. Entfernen Sie es.',
  },
  schema_value: {
    en: 'This value is not valid for this JSON Schema keyword. Change it.',
    de: 'Dieser Wert ist für dieses JSON-Schema-Schlüsselwort ungültig. Ändern Sie ihn.',
  },
  schema_reference: {
    en: 'A `$ref` must point to `#/$defs/…` and must not be circular.',
    de: 'Ein `$ref` muss auf `#/$defs/…` verweisen und darf nicht zirkulär sein.',
  },
  schema_too_large: {
    en: 'With all references resolved, the schema is too large or too deeply nested. Simplify it.',
    de: 'Nach dem Auflösen aller Verweise ist das Schema zu groß oder zu tief verschachtelt. Vereinfachen Sie es.',
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
