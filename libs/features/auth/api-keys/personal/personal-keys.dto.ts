import { IntegerField, ShapeListField, TextField, TextListField } from '@platform/http/fields/fields';
import { NEXT_CURSOR } from '@platform/http/paging/page';
import { checkShape } from '@platform/http/fields/shape-rules';
import { allScopes } from '@platform/http/access/scopes';
import { unknownEntries } from '@platform/http/fields/refusals';
import { MAX_PERSONAL_DAYS } from '../api-keys.config';
import { KEY_NAME, KEY_TEXT, KeyDto } from '../key.dto';
import { ApiKeyFieldErrors } from '../api-keys.errors';

const SCOPES = {
  maxItems: 100,
  max: 60,
  description: 'The scopes of the key. The security scheme `apiKey` lists all scopes.',
  example: ['profile:read'],
};

export class NewPersonalKeyDto {
  @TextField(KEY_NAME)
  name: string;

  @TextListField(SCOPES)
  scopes: string[];

  @IntegerField({
    min: 1,
    max: MAX_PERSONAL_DAYS,
    optional: true,
    description: 'The number of days until the key expires. The default is API_KEY_DAYS, the maximum API_KEY_MAX_DAYS.',
    example: 90,
  })
  expiresInDays?: number;
}

export class PersonalKeyDto extends KeyDto {
  @TextListField(SCOPES)
  scopes: string[];
}

export class CreatedPersonalKeyDto extends PersonalKeyDto {
  @TextField(KEY_TEXT)
  key: string;
}

export class PersonalKeyListDto {
  @ShapeListField(() => PersonalKeyDto, { maxItems: 100, description: 'The keys, newest first.' })
  items: PersonalKeyDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}

checkShape(NewPersonalKeyDto, 'scopes', ({ scopes }) =>
  unknownEntries('/scopes', scopes, allScopes(), ApiKeyFieldErrors.unknown_scope),
);
