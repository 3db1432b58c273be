import {
  BooleanField,
  IntegerField,
  JsonField,
  ShapeListField,
  TextField,
  TimeField,
} from '@platform/http/fields/fields';
import { NAMESPACE } from '../preference-names.rule';

const SCHEMA = {
  description:
    'A JSON Schema (a strict subset of 2020-12) for the values of the namespace. A property can have `x-access` (who reads and writes it), `x-sealed` (encrypt it with the key of the user) and `x-renamed-from` (its former name).',
  example: {
    type: 'object',
    properties: { layout: { enum: ['list', 'board'], default: 'list' } },
    additionalProperties: false,
  },
};
const DEFAULTS = {
  description: 'The values for users who have not set one, in addition to each `default` of the schema.',
  example: { layout: 'board' },
};

export class PreferenceSchemaSummaryDto {
  @TextField({ max: 40, pattern: NAMESPACE, description: 'The namespace.', example: 'board' })
  namespace: string;

  @IntegerField({
    min: 1,
    max: 4_294_967_295,
    description: 'The version of the schema. It increases with every change, even if the schema is deleted in between.',
    example: 1,
  })
  version: number;

  @BooleanField({ description: 'Whether this is the unchanged schema of the product.', example: false })
  shipped: boolean;

  @TimeField({
    nullable: true,
    description: 'The time of the last change; null for a schema of the product.',
    example: '2026-11-20T20:15:00.000Z',
  })
  changedAt: string | null;
}

export class PreferenceSchemaDto extends PreferenceSchemaSummaryDto {
  @JsonField(SCHEMA)
  schema: Record<string, unknown>;

  @JsonField(DEFAULTS)
  defaults: Record<string, unknown>;
}

export class PreferenceSchemaListDto {
  @ShapeListField(() => PreferenceSchemaSummaryDto, { maxItems: 1000, description: 'The namespaces, by name.' })
  items: PreferenceSchemaSummaryDto[];
}

export class PutPreferenceSchemaDto {
  @JsonField(SCHEMA)
  schema: Record<string, unknown>;

  @JsonField({ ...DEFAULTS, optional: true })
  defaults?: Record<string, unknown>;

  @BooleanField({
    optional: true,
    description:
      'Whether to accept a schema that stored values do not match. These values are then reset to their defaults and reported.',
    example: false,
  })
  force?: boolean;
}
