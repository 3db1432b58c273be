import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SessionPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { PageQuery } from '@platform/http/paging/page';
import type { ApiKeyId } from '@platform/ids/ids';
import { API_KEYS } from '../../auth.tags';
import { ApiKeyProblems } from '../api-keys.errors';
import { CreatedPersonalKeyDto, NewPersonalKeyDto, PersonalKeyListDto } from './personal-keys.dto';
import { PersonalKeysService } from './personal-keys.service';

@ApiTags(API_KEYS)
@Controller('v1/me/api-keys')
export class PersonalKeysController {
  constructor(private readonly keys: PersonalKeysService) {}

  @Post()
  @ForSignedIn({ stepUp: true })
  @Operation({
    id: 'createApiKey',
    summary: 'Create an API key',
    description:
      'Programs that have the key can act on your behalf. The key stops working while your account is suspended. Changing your password does not revoke it.',
    status: 201,
    answer: CreatedPersonalKeyDto,
    idempotent: true,
    refuses: [ApiKeyProblems.too_many_api_keys],
  })
  create(@CurrentSession() user: SessionPrincipal, @Body() body: NewPersonalKeyDto) {
    return this.keys.create(user, body);
  }

  @Get()
  @ForSignedIn()
  @Operation({ id: 'listApiKeys', summary: 'List your API keys', status: 200, answer: PersonalKeyListDto })
  list(@CurrentSession() { userId }: SessionPrincipal, @Query() page: PageQuery) {
    return this.keys.list(userId, page);
  }

  @Delete(':id')
  @ForSignedIn()
  @Operation({ id: 'revokeApiKey', summary: 'Revoke one of your API keys', status: 204 })
  async revoke(@CurrentSession() { userId }: SessionPrincipal, @IdParam('id') id: ApiKeyId) {
    await this.keys.revoke(userId, id);
  }
}
