import { IntegerField, JsonField, TimeField } from '@platform/http/fields/fields';

const SCHEMA = {
  description:
    'A JSON Schema (a strict subset of 2020-12) whose properties are the attributes. Each attribute can have `x-access`, which lists which of user, admin and app can read and write it.',
  example: {
    type: 'object',
    properties: {
      shirtSize: { enum: ['S', 'M', 'L'] },
      riskScore: { type: 'integer', minimum: 0, 'x-access': { read: ['admin'], write: ['admin'] } },
    },
    additionalProperties: false,
  },
};

export class AttributeSchemaDto {
  @JsonField(SCHEMA)
  schema: Record<string, unknown>;

  @IntegerField({
    min: 0,
    max: 2_147_483_647,
    description: 'The version of the schema. It increases with every change and is 0 before the first.',
    example: 1,
  })
  version: number;

  @TimeField({ nullable: true, description: 'The time of the last change.', example: '2026-11-20T20:15:00.000Z' })
  changedAt: string | null;
}

export class PutAttributeSchemaDto {
  @JsonField(SCHEMA)
  schema: Record<string, unknown>;
}
