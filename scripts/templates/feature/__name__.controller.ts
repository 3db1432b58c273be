import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserPrincipal } from '@platform/access/principal';
import { ForPermission, ForSignedIn } from '@platform/http/access/audience';
import { CurrentUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { defineTag } from '@platform/http/docs/tags';
import { IdPipe } from '@platform/http/fields/id.pipe';
import { PageQuery } from '@platform/http/paging/page';
import { Add__Name__EntryDto, __Name__EntryDto, __Name__EntryListDto } from './__name__.dto';
import { __Name__Problems } from './__name__.errors';
import { READ___NAME__ } from './__name__.permissions';
import { __Name__Service } from './__name__.service';

const TAG = defineTag(200, '__name__', 'The __name__ of users.');

@ApiTags(TAG)
@Controller('v1')
export class __Name__Controller {
  constructor(private readonly __name__: __Name__Service) {}

  @Get('me/__name__')
  @ForSignedIn()
  @Operation({ id: 'list__Name__', summary: 'List your __name__', status: 200, answer: __Name__EntryListDto })
  list(@CurrentUser() user: UserPrincipal, @Query() query: PageQuery) {
    return this.__name__.list(user.userId, query);
  }

  @Post('me/__name__')
  @ForSignedIn()
  @Operation({
    id: 'add__Name__',
    summary: 'Add an entry to your __name__',
    status: 201,
    answer: __Name__EntryDto,
    idempotent: true,
    refuses: [__Name__Problems.full],
  })
  add(@CurrentUser() user: UserPrincipal, @Body() entry: Add__Name__EntryDto) {
    return this.__name__.add(user.userId, entry);
  }

  @Delete('me/__name__/:id')
  @ForSignedIn()
  @Operation({ id: 'remove__Name__', summary: 'Remove an entry from your __name__', status: 204 })
  async remove(@CurrentUser() user: UserPrincipal, @Param('id', IdPipe) id: string) {
    await this.__name__.remove(user.userId, id);
  }

  @Get('admin/users/:id/__name__')
  @ForPermission(READ___NAME__)
  @Operation({
    id: 'list__Name__OfUser',
    summary: 'List the __name__ of a user',
    status: 200,
    answer: __Name__EntryListDto,
  })
  listOf(@Param('id', IdPipe) id: string, @Query() query: PageQuery) {
    return this.__name__.list(id, query);
  }
}
