import {
  BooleanField,
  ChoiceField,
  IdField,
  IntegerField,
  JsonField,
  ShapeField,
  ShapeListField,
  TextField,
  TextListField,
  TimeField,
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

const LAST_CHANGE_REASONS = ['none', 'past_retention', 'too_many_changes'] as const;
export type LastChangeReason = (typeof LAST_CHANGE_REASONS)[number];

const ID = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f';
const AT = { description: 'The time. Events of exactly this time are included.', example: '2026-11-20T20:15:00.000Z' };
const RECORD = {
  max: 60,
  description: 'The record: `profile`, `email`, `personal`, `attributes`, or `preferences.` and a namespace.',
  example: 'profile',
};

export class VersionsQuery {
  @TimeFilterField(AT)
  at: string;

  @TextField({ ...RECORD, optional: true, description: `${RECORD.description} All records if absent.` })
  record?: string;
}

export class LastChangeDto {
  @IdField({ description: 'The event.', example: ID })
  id: string;

  @TimeField({ description: 'The time of the event.', example: '2026-11-20T20:15:00.000Z' })
  at: string;

  @ChoiceField({ values: ['user', 'app', 'system', 'unknown'], description: 'The kind of actor.', example: 'user' })
  actorKind: 'user' | 'app' | 'system' | 'unknown';

  @IdField({ nullable: true, description: 'The user who acted, or the API key of the app that acted.', example: ID })
  actorId: string | null;
}

export class VersionDto {
  @TextField(RECORD)
  record: string;

  @ChoiceField({
    values: VERSION_REASONS,
    nullable: true,
    description:
      'Why the record had or has no values: the account did not exist yet or is erased, its key is destroyed, events were removed after their retention, or no value had been set yet. Null if the values are known.',
    example: null,
  })
  reason: VersionReason | null;

  @JsonField({
    description:
      'By field: `{ "value": … }`, where null means that no value was set; `{ "hidden": true }` if you are not allowed to read it; or `{ "unknown": "…" }` with the reason `log_incomplete` (the values before and after the changes do not match) or `later_version` (a newer version of userkeep wrote the event).',
    example: { displayName: { value: 'Ada Lovelace' }, bio: { value: null } },
  })
  fields: object;

  @IntegerField({
    min: 0,
    max: 10_000,
    nullable: true,
    description: 'The number of changes since then; null if it is not known.',
    example: 3,
  })
  changesSince: number | null;

  @ShapeField(() => LastChangeDto, { nullable: true, description: 'The last change until then.' })
  lastChange: LastChangeDto | null;

  @ChoiceField({
    values: LAST_CHANGE_REASONS,
    nullable: true,
    description:
      'Why there is no `lastChange` although the values are known: the record had not changed since the account was created, the event may have been removed after its retention, or it is not among the newest 10,000 changes.',
    example: null,
  })
  lastChangeReason: LastChangeReason | null;
}

export class VersionListDto {
  @IdField({ description: 'The user.', example: ID })
  userId: string;

  @TimeField({ ...AT, description: 'The time.' })
  at: string;

  @ShapeListField(() => VersionDto, { maxItems: 2000, description: 'The records.' })
  items: VersionDto[];
}

export class RestoreVersionDto {
  @TextField({ ...RECORD, min: 1 })
  record: string;

  @TimeFilterField(AT)
  at: string;

  @TextListField({
    maxItems: 1000,
    max: 64,
    optional: true,
    description: 'The fields to restore. All fields of the record if absent.',
    example: ['displayName'],
  })
  fields?: readonly string[];

  @BooleanField({ optional: true, description: 'Whether to check the change without making it.', example: true })
  dryRun?: boolean;
}

export class RestoredVersionDto {
  @TextField(RECORD)
  record: string;

  @TextListField({
    maxItems: 1000,
    max: 64,
    description: 'The fields that changed, or that would change with `dryRun`. Empty if the record is as it was then.',
    example: ['displayName'],
  })
  changed: readonly string[];
}
