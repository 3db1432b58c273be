import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Downloads } from '@platform/http/downloads/downloads';
import { IdParam } from '@platform/http/fields/id-param';
import type { UserId } from '@platform/ids/ids';
import { DIRECTORY } from '../users.tags';
import { AvatarService } from './avatar.service';

@ApiTags(DIRECTORY)
@Controller('v1/users/:id/avatar')
export class AvatarFileController {
  constructor(
    private readonly avatars: AvatarService,
    private readonly downloads: Downloads,
  ) {}

  @Get(':file')
  @ForEveryone()
  @Operation({
    id: 'downloadAvatar',
    summary: "Read a user's profile picture",
    status: 200,
    mediaTypes: ['image/webp'],
    download: true,
  })
  async show(@IdParam('id') id: UserId, @Param('file') file: string, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.downloads.answer(reply, await this.avatars.download(id, file));
  }
}
