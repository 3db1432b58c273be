import { IntegerField, JsonField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import { NEXT_CURSOR } from '@platform/http/paging/page';

const SCHEMA = {
  description:
    'A JSON Schema (a strict subset of 2020-12) that the `details` of events of this type must match. Set `additionalProperties` to false to reject unknown fields.',
  example: {
    type: 'object',
    properties: { orderId: { type: 'string', maxLength: 40 }, currency: { enum: ['EUR', 'USD'] } },
    required: ['orderId'],
    additionalProperties: false,
  },
};
const DESCRIPTION = {
  max: 200,
  description: 'What happened when an event of this type is recorded.',
  example: 'An order was placed',
};

export class ActivityTypeSummaryDto {
  @TextField({ max: 100, description: 'The type, as in `action` of an event.', example: 'app.order_placed' })
  type: string;

  @IntegerField({
    min: 1,
    max: 2_147_483_647,
    description: 'The version of the schema. It increases with every change, even if the type is deleted in between.',
    example: 1,
  })
  version: number;

  @TextField(DESCRIPTION)
  description: string;

  @TimeField({ description: 'The time of the last change.', example: '2026-11-20T20:15:00.000Z' })
  changedAt: string;
}

export class ActivityTypeDto extends ActivityTypeSummaryDto {
  @JsonField(SCHEMA)
  schema: Record<string, unknown>;
}

export class ActivityTypeListDto {
  @ShapeListField(() => ActivityTypeSummaryDto, { maxItems: 100, description: 'The types, by name.' })
  items: ActivityTypeSummaryDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}

export class PutActivityTypeDto {
  @JsonField(SCHEMA)
  schema: Record<string, unknown>;

  @TextField({ ...DESCRIPTION, optional: true })
  description?: string;
}
