import { ChoiceField, IntegerField, JsonField, ShapeListField, TextField } from '@platform/http/fields/fields';
import { NAMESPACE } from '../preference-names.rule';

const VALUES = { description: 'The values, by key.', example: { theme: 'dark', density: 'comfortable' } };

export class PreferencesDto {
  @TextField({ max: 40, pattern: NAMESPACE, description: 'The namespace.', example: 'ui' })
  namespace: string;

  @JsonField(VALUES)
  values: Record<string, unknown>;

  @IntegerField({
    min: 0,
    max: 4_294_967_295,
    description:
      'The version of the stored values: of those for all devices or, with `device`, of those for the device. 0 if none was ever set.',
    example: 3,
  })
  version: number;
}

export class PreferencesListDto {
  @ShapeListField(() => PreferencesDto, { maxItems: 2000, description: 'The namespaces, by name.' })
  items: PreferencesDto[];
}

const DEVICE = {
  values: ['this'],
  optional: true,
  description: 'With `this`, the values for the device of this session. They end with the session.',
  example: 'this',
};

/** For routes about other users, who have no device there. */
export class ReadUserPreferencesQuery {
  @ChoiceField({
    values: ['true', 'false'],
    optional: true,
    description: 'With `true`, only the values that were set, without defaults.',
    example: 'false',
  })
  raw?: 'true' | 'false';
}

export class ReadPreferencesQuery extends ReadUserPreferencesQuery {
  @ChoiceField({ ...DEVICE, description: `${DEVICE.description} Where they are absent, those for all devices apply.` })
  device?: 'this';
}

export class ChangePreferencesQuery {
  @ChoiceField(DEVICE)
  device?: 'this';
}
