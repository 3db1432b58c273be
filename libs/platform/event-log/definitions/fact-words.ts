/**
 * Facts contain words, such as the name of a field, and no free text. These patterns match no text with spaces, no email
 * address and no phone number; `test/contract/event-facts.spec.ts` requires that of every pattern.
 */
export const WORD = /^[a-z][a-z0-9_-]*$/;

/** The field `fields` of events with changes: also names custom attributes, for example `attributes.score`. */
export const CHANGED_FIELDS = {
  maxItems: 1000,
  max: 80,
  pattern: /^[a-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9_]*)?$/,
  description: 'The names of the changed fields.',
};

/** The name of a consumer of events, for example `recovery.prove-email`. */
export const CONSUMER_NAME = /^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*$/;
