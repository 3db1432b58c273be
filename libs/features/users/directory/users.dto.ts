import { ShapeListField, TextField } from '@platform/http/fields/fields';
import { NEXT_CURSOR } from '@platform/http/paging/page';
import { UserDto } from '../account/me.dto';

export class FindUserQuery {
  @TextField({ min: 1, max: 30, description: 'The full username.', example: 'ada' })
  username: string;
}

export class UserListDto {
  @ShapeListField(() => UserDto, { maxItems: 100, description: 'The matching profile, or an empty list.' })
  items: UserDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}
