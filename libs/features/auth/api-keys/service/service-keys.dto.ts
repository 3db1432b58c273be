import { IdField, IntegerField, ShapeListField, TextField, TextListField } from '@platform/http/fields/fields';
import { NEXT_CURSOR } from '@platform/http/paging/page';
import { MAX_SERVICE_DAYS } from '../api-keys.config';
import { KEY_ID, KEY_NAME, KEY_TEXT, KeyDto } from '../key.dto';

const PERMISSIONS = { maxItems: 100, max: 60, description: 'The permissions of the app.', example: ['users.read'] };

export class NewServiceKeyDto {
  @TextField(KEY_NAME)
  name: string;

  @TextListField(PERMISSIONS)
  permissions: string[];

  @IntegerField({
    min: 1,
    max: MAX_SERVICE_DAYS,
    optional: true,
    description:
      'The number of days until the key expires. The default is SERVICE_KEY_DAYS, the maximum SERVICE_KEY_MAX_DAYS.',
    example: 365,
  })
  expiresInDays?: number;
}

export class ServiceKeyDto extends KeyDto {
  @TextListField(PERMISSIONS)
  permissions: string[];

  @IdField({
    description: 'The user who created the key. The key stays valid if that user is deleted.',
    example: KEY_ID.example,
  })
  createdBy: string;
}

export class CreatedServiceKeyDto extends ServiceKeyDto {
  @TextField(KEY_TEXT)
  key: string;
}

export class ServiceKeyListDto {
  @ShapeListField(() => ServiceKeyDto, { maxItems: 100, description: 'The keys, newest first.' })
  items: ServiceKeyDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}
