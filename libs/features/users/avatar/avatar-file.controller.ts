import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { IdPipe } from '@platform/http/fields/id.pipe';
import { DIRECTORY } from '../users.tags';
import { AvatarService } from './avatar.service';

/** A URL always serves the same image, and other sites may embed it. `nosniff` is set on every response. */
const HEADERS = {
  'content-type': 'image/webp',
  'cache-control': 'public, max-age=31536000, immutable',
  'cross-origin-resource-policy': 'cross-origin',
};

@ApiTags(DIRECTORY)
@Controller('v1/users/:id/avatar')
export class AvatarFileController {
  constructor(private readonly avatars: AvatarService) {}

  @Get(':file')
  @ForEveryone()
  @Operation({
    id: 'downloadAvatar',
    summary: "Read a user's profile picture",
    status: 200,
    mediaTypes: ['image/webp'],
  })
  async show(
    @Param('id', IdPipe) id: string,
    @Param('file') file: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const picture = await this.avatars.picture(id, file);
    reply.headers(HEADERS);
    return picture;
  }
}
