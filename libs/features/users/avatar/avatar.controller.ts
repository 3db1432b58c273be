import { Controller, Delete, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserPrincipal } from '@platform/access/principal';
import { RequestProblems, ServiceProblems } from '@platform/errors/platform.errors';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentUser } from '@platform/http/access/current-user';
import { IfMatch, type ExpectedVersion } from '@platform/http/serialization/if-match';
import { Operation } from '@platform/http/answers/operation';
import type { Upload } from '@platform/http/uploads/upload';
import { UploadBody } from '@platform/http/uploads/upload-body';
import { ACCOUNT } from '../users.tags';
import { MeDto } from '../account/me.dto';
import { UsersProblems } from '../users.errors';
import { MAX_UPLOAD_BYTES } from './avatar-limits.rule';
import { AvatarService } from './avatar.service';
import { PROFILE_WRITE } from '../users.permissions';

/** Clients often get the type of an image wrong, so any is accepted in the header and the content decides. */
const AVATAR_UPLOAD = {
  types: ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif'],
  declaredAs: ['image/*'],
  maxBytes: MAX_UPLOAD_BYTES,
  wrongContent: () => UsersProblems.avatar_unreadable(),
};

@ApiTags(ACCOUNT)
@Controller('v1/me/avatar')
export class AvatarController {
  constructor(private readonly avatars: AvatarService) {}

  @Put()
  @ForSignedIn({ scope: PROFILE_WRITE })
  @Operation({
    id: 'setAvatar',
    summary: 'Set your profile picture',
    description:
      'The image can have at most 5 MiB and 40 megapixels. It is cropped to a square and re-encoded without its metadata.',
    status: 200,
    answer: MeDto,
    etag: true,
    ifMatch: true,
    upload: AVATAR_UPLOAD,
    refuses: [
      UsersProblems.avatar_unreadable,
      UsersProblems.avatar_too_many_pixels,
      RequestProblems.unsupported_media_type,
      RequestProblems.too_large,
      ServiceProblems.overloaded,
    ],
  })
  set(@CurrentUser() user: UserPrincipal, @UploadBody() upload: Upload, @IfMatch() expected?: ExpectedVersion) {
    return this.avatars.set(user, upload, expected);
  }

  @Delete()
  @ForSignedIn({ scope: PROFILE_WRITE })
  @Operation({ id: 'deleteAvatar', summary: 'Remove your profile picture', status: 204 })
  async remove(@CurrentUser() user: UserPrincipal) {
    await this.avatars.remove(user.userId);
  }
}
