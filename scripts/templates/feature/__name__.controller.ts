import { Body, Controller, Delete, Get, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { UserPrincipal } from '@platform/access/principal';
import { ForPermission, ForSignedIn } from '@platform/http/access/audience';
import { CurrentUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { defineTag } from '@platform/http/docs/tags';
import { Downloads } from '@platform/http/downloads/downloads';
import { IdParam } from '@platform/http/fields/id-param';
import { PageQuery } from '@platform/http/paging/page';
import { IfMatch, type ExpectedVersion } from '@platform/http/serialization/if-match';
import type { Upload } from '@platform/http/uploads/upload';
import { UploadBody } from '@platform/http/uploads/upload-body';
import type { UserId } from '@platform/ids/ids';
import { ATTACHMENT_TYPE, AttachmentsService } from './attachments.service';
import { Change__Name__EntryDto, Create__Name__EntryDto, __Name__EntryDto, __Name__EntryListDto } from './__name__.dto';
import { __Name__Problems } from './__name__.errors';
import { READ___NAME__, __NAME___READ, __NAME___WRITE } from './__name__.permissions';
import { __Name__Service } from './__name__.service';
import type { __Name__EntryId } from './entry-id';

const TAG = defineTag(200, '__Words__', 'The __words__ of users.');

@ApiTags(TAG)
@Controller('v1')
export class __Name__Controller {
  constructor(
    private readonly entries: __Name__Service,
    private readonly attachments: AttachmentsService,
    private readonly downloads: Downloads,
  ) {}

  @Get('me/__name__')
  @ForSignedIn({ scope: __NAME___READ })
  @Operation({ id: 'list__Name__', summary: 'List your __words__', status: 200, answer: __Name__EntryListDto })
  list(@CurrentUser() { userId }: UserPrincipal, @Query() page: PageQuery) {
    return this.entries.list(userId, page);
  }

  @Post('me/__name__')
  @ForSignedIn({ scope: __NAME___WRITE })
  @Operation({
    id: 'create__Name__Entry',
    summary: 'Add an entry to your __words__',
    status: 201,
    answer: __Name__EntryDto,
    idempotent: true,
    refuses: [__Name__Problems.too_many_entries],
  })
  create(@CurrentUser() { userId }: UserPrincipal, @Body() wanted: Create__Name__EntryDto) {
    return this.entries.create(userId, wanted);
  }

  @Get('me/__name__/:id')
  @ForSignedIn({ scope: __NAME___READ })
  @Operation({
    id: 'get__Name__Entry',
    summary: 'Read an entry of your __words__',
    status: 200,
    answer: __Name__EntryDto,
    etag: true,
  })
  read(@CurrentUser() { userId }: UserPrincipal, @IdParam('id') id: __Name__EntryId) {
    return this.entries.read(userId, id);
  }

  @Patch('me/__name__/:id')
  @ForSignedIn({ scope: __NAME___WRITE })
  @Operation({
    id: 'update__Name__Entry',
    summary: 'Change an entry of your __words__',
    status: 200,
    answer: __Name__EntryDto,
    etag: true,
    ifMatch: true,
    mergePatch: true,
  })
  change(
    @CurrentUser() { userId }: UserPrincipal,
    @IdParam('id') id: __Name__EntryId,
    @Body() patch: Change__Name__EntryDto,
    @IfMatch() expected?: ExpectedVersion,
  ) {
    return this.entries.change(userId, id, patch, expected);
  }

  @Delete('me/__name__/:id')
  @ForSignedIn({ scope: __NAME___WRITE })
  @Operation({ id: 'delete__Name__Entry', summary: 'Delete an entry of your __words__', status: 204 })
  async delete(@CurrentUser() { userId }: UserPrincipal, @IdParam('id') id: __Name__EntryId) {
    await this.entries.delete(userId, id);
  }

  @Put('me/__name__/:id/attachment')
  @ForSignedIn({ scope: __NAME___WRITE })
  @Operation({
    id: 'set__Name__Attachment',
    summary: 'Attach a PDF document to an entry',
    status: 200,
    answer: __Name__EntryDto,
    etag: true,
    ifMatch: true,
    upload: { types: [ATTACHMENT_TYPE], maxBytes: 5 * 1024 * 1024 },
  })
  attach(
    @CurrentUser() { userId }: UserPrincipal,
    @IdParam('id') id: __Name__EntryId,
    @UploadBody() upload: Upload,
    @IfMatch() expected?: ExpectedVersion,
  ) {
    return this.attachments.set(userId, id, upload, expected);
  }

  @Get('me/__name__/:id/attachment')
  @ForSignedIn({ scope: __NAME___READ })
  @Operation({
    id: 'download__Name__Attachment',
    summary: 'Download the PDF document of an entry',
    status: 200,
    mediaTypes: [ATTACHMENT_TYPE],
    download: true,
  })
  async download(
    @CurrentUser() { userId }: UserPrincipal,
    @IdParam('id') id: __Name__EntryId,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.downloads.answer(reply, await this.attachments.download(userId, id));
  }

  @Get('admin/users/:id/__name__')
  @ForPermission(READ___NAME__)
  @Operation({
    id: 'listUser__Name__',
    summary: 'List the __words__ of a user',
    status: 200,
    answer: __Name__EntryListDto,
  })
  listOfUser(@IdParam('id') id: UserId, @Query() page: PageQuery) {
    return this.entries.listOfUser(id, page);
  }
}
