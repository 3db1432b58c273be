import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { TOKENS } from '../auth.tags';
import { JwksDto } from './jwks.dto';
import { PublishedKeys } from './published-keys';

@ApiTags(TOKENS)
@Controller('.well-known/jwks.json')
export class JwksController {
  constructor(private readonly keys: PublishedKeys) {}

  @Get()
  @ForEveryone()
  @Header('cache-control', 'public, max-age=60')
  @Operation({ id: 'getJwks', summary: 'Read the public keys that verify access tokens', status: 200, answer: JwksDto })
  read() {
    return this.keys.all();
  }
}
