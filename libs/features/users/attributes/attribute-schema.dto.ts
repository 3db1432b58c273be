import { IntegerField, JsonField, TimeField } from '@platform/http/fields/fields';

const SCHEMA = {
  description:
    'A JSON Schema (2020-12, a strict subset) whose properties are the attributes. Each may carry `x-access`: who of user, admin and app reads and writes it.',
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

  @IntegerField({ min: 0, max: 2_147_483_647, description: 'Grows with every change; 0 before the first.', example: 1 })
  version: number;

  @TimeField({ nullable: true, description: 'Since when it counts.', example: '2026-11-20T20:15:00.000Z' })
  changedAt: string | null;
}

export class PutAttributeSchemaDto {
  @JsonField(SCHEMA)
  schema: Record<string, unknown>;
}
