import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SessionPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { CONSENTS } from '../privacy.tags';
import { ConsentDto, ConsentListDto, PutConsentDto } from './consents.dto';
import { ConsentsService } from './consents.service';

@ApiTags(CONSENTS)
@Controller('v1/me/consents')
export class ConsentsController {
  constructor(private readonly consents: ConsentsService) {}

  @Get()
  @ForSignedIn()
  @Operation({ id: 'listConsents', summary: 'List your consents', status: 200, answer: ConsentListDto })
  list(@CurrentSession() { userId }: SessionPrincipal) {
    return this.consents.list(userId);
  }

  @Get(':purpose')
  @ForSignedIn()
  @Operation({ id: 'getConsent', summary: 'Read your consent for a purpose', status: 200, answer: ConsentDto })
  read(@CurrentSession() { userId }: SessionPrincipal, @Param('purpose') purpose: string) {
    return this.consents.read(userId, purpose);
  }

  @Put(':purpose')
  @ForSignedIn()
  @Operation({
    id: 'setConsent',
    summary: 'Give or withdraw your consent for a purpose',
    description:
      'A consent can be given only for the current version of the text. A withdrawal takes effect at once; the next sign-in asks again for a required text.',
    status: 200,
    answer: ConsentDto,
  })
  put(
    @CurrentSession() { userId }: SessionPrincipal,
    @Param('purpose') purpose: string,
    @Body() decision: PutConsentDto,
  ) {
    return this.consents.put(userId, purpose, decision);
  }
}
