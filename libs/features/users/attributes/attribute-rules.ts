import type { CheckInstance } from '@platform/json-schema/compile-schema';
import type { Schema } from '@platform/json-schema/schema-walk.rule';
import type { AccessMap } from '@platform/access/field-access.rule';

/** One version of the attribute schema, ready to be applied. */
export interface AttributeRules {
  readonly version: number;
  readonly schema: Schema;
  readonly access: AccessMap;
  readonly check: CheckInstance;
}
