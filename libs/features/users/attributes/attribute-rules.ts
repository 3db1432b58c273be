import type { AccessMap } from './access.rule';
import type { CheckAttributes } from './compile-schema';

/** One version of the attribute schema, ready to be applied. */
export interface AttributeRules {
  readonly version: number;
  readonly access: AccessMap;
  readonly check: CheckAttributes;
}
