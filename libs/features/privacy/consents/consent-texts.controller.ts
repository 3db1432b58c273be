import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { currentWork } from '@platform/context/work-context';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { CONSENTS } from '../privacy.tags';
import { ConsentTextListDto, ConsentTextsQuery } from './consents.dto';
import { ConsentTextsService } from './consent-texts.service';

@ApiTags(CONSENTS)
@Controller('v1/consent-texts')
export class ConsentTextsController {
  constructor(private readonly texts: ConsentTextsService) {}

  @Get()
  @ForEveryone()
  @Operation({
    id: 'listConsentTexts',
    summary: 'List the current consent texts',
    status: 200,
    answer: ConsentTextListDto,
  })
  list(@Query() { locale }: ConsentTextsQuery) {
    return this.texts.current(locale ?? currentWork()?.language ?? 'en');
  }
}
