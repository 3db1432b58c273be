import { Body, Controller, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiTags } from '@nestjs/swagger';
import { ForPermission } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { TOKENS } from '../auth.tags';
import { IntrospectDto, IntrospectionDto } from './introspection.dto';
import { INTROSPECT_TOKENS } from './introspection.permissions';
import { IntrospectionService } from './introspection.service';

@ApiTags(TOKENS)
@Controller('v1/auth/introspect')
export class IntrospectionController {
  constructor(private readonly introspection: IntrospectionService) {}

  @Post()
  @ForPermission(INTROSPECT_TOKENS)
  @Limited('check')
  @RouteConfig({ takesForm: true })
  @Operation({
    id: 'introspectToken',
    summary: 'Introspect a token',
    description:
      'Token introspection for other backends (RFC 7662). A token becomes inactive as soon as its session ends or its user is suspended. Accepts JSON or a form, as in the RFC.',
    status: 200,
    answer: IntrospectionDto,
    takesForm: true,
  })
  introspect(@Body() { token }: IntrospectDto) {
    return this.introspection.introspect(token);
  }
}
