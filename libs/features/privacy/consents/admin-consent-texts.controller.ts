import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForPermission } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { PrivacyProblems } from '../privacy.errors';
import { MANAGE_CONSENTS } from '../privacy.permissions';
import { PRIVACY_ADMIN } from '../privacy.tags';
import { NewConsentTextDto, StoredConsentTextDto, StoredConsentTextListDto } from './consent-text-admin.dto';
import { ConsentTextsService } from './consent-texts.service';

@ApiTags(PRIVACY_ADMIN)
@Controller('v1/admin/consent-texts')
export class AdminConsentTextsController {
  constructor(private readonly texts: ConsentTextsService) {}

  @Get()
  @ForPermission(MANAGE_CONSENTS)
  @Operation({
    id: 'listConsentTextVersions',
    summary: 'List all versions of all consent texts',
    status: 200,
    answer: StoredConsentTextListDto,
  })
  list() {
    return this.texts.list();
  }

  @Post()
  @ForPermission(MANAGE_CONSENTS)
  @Operation({
    id: 'createConsentText',
    summary: 'Add a version of a consent text',
    description:
      'It becomes the current version of its purpose. If it is required, every user must accept it before the next sign-in, and new accounts require it.',
    status: 201,
    answer: StoredConsentTextDto,
    idempotent: true,
    refuses: [PrivacyProblems.consent_version_exists],
  })
  add(@Body() text: NewConsentTextDto) {
    return this.texts.add(text);
  }
}
