import { ShapeListField, TextField } from '@platform/http/fields/fields';
import { NEXT_CURSOR } from '@platform/http/paging/page';

const MEANING = { max: 200, description: 'What the permission allows.', example: 'Refund an order' };

export class AppPermissionDto {
  @TextField({ max: 60, description: 'The name of the permission.', example: 'shop.refund' })
  name: string;

  @TextField(MEANING)
  meaning: string;
}

export class AppPermissionListDto {
  @ShapeListField(() => AppPermissionDto, { maxItems: 1000, description: 'The permissions, by name.' })
  items: AppPermissionDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}

export class PutAppPermissionDto {
  @TextField({ ...MEANING, min: 1 })
  meaning: string;
}
