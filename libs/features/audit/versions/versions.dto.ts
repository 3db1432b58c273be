import {
  BooleanField,
  ChoiceField,
  IntegerField,
  JsonField,
  ShapeListField,
  TextField,
  TextListField,
  TimeFilterField,
} from '@platform/http/fields/fields';

const VERSION_REASONS = [
  'account_not_created',
  'account_erased',
  'key_destroyed',
  'past_retention',
  'no_values_yet',
] as const;
export type VersionReason = (typeof VERSION_REASONS)[number];

const AT = { description: 'The time, including events of exactly this time.', example: '2026-11-20T20:15:00.000Z' };
const RECORD = {
  max: 60,
  description: '`profile`, `email`, `personal`, `attributes`, or `preferences.` and a namespace.',
  example: 'profile',
};

export class VersionsQuery {
  @TimeFilterField(AT)
  at: string;

  @TextField({ ...RECORD, optional: true, description: `${RECORD.description} All if absent.` })
  record?: string;
}

export class VersionDto {
  @TextField({ ...RECORD, description: 'The record.' })
  record: string;

  @ChoiceField({
    values: VERSION_REASONS,
    nullable: true,
    description: 'Why there are no values; null if there are.',
    example: null,
  })
  reason: VersionReason | null;

  @JsonField({
    description: 'The fields by name, each as `{ "value": … }`, `{ "hidden": true }` or `{ "unknown": "…" }`.',
    example: {},
  })
  fields: object;

  @IntegerField({
    min: 0,
    max: 10_000,
    nullable: true,
    description: 'The number of changes since then, if it is known.',
    example: 3,
  })
  changesSince: number | null;

  @JsonField({
    nullable: true,
    description:
      '`{ id, at, actorKind, actorId }` of the last event until then, null if there is none, or `{ "unknown": "…" }`.',
    example: null,
  })
  lastChange: object | null;
}

export class VersionListDto {
  @ShapeListField(() => VersionDto, { maxItems: 2000, description: 'The records.' })
  items: VersionDto[];
}

export class RestoreVersionDto {
  @TextField({ ...RECORD, min: 1, description: 'The record; not `email`.' })
  record: string;

  @TimeFilterField({ ...AT, description: 'The time.' })
  at: string;

  @TextListField({
    maxItems: 1000,
    max: 64,
    optional: true,
    description: 'The fields to restore; all if absent.',
    example: ['bio'],
  })
  fields?: readonly string[];

  @BooleanField({ optional: true, description: 'Whether to only check the change.', example: true })
  dryRun?: boolean;
}

export class RestoredVersionDto {
  @TextListField({
    maxItems: 1000,
    max: 64,
    description: 'The fields that changed.',
    example: ['bio'],
  })
  changed: readonly string[];
}
