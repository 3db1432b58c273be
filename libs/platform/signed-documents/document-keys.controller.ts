import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { defineTag } from '@platform/http/docs/tags';
import { DocumentKeysDto } from './document-keys.dto';
import { DocumentSigner } from './document-signer';

const TAG = defineTag(96, 'Signed documents', 'Keys that verify exports, certificates and receipts.');

@ApiTags(TAG)
@Controller('.well-known/userkeep-document-keys.json')
export class DocumentKeysController {
  constructor(private readonly signer: DocumentSigner) {}

  @Get()
  @ForEveryone()
  @Header('cache-control', 'public, max-age=3600')
  @Operation({
    id: 'getDocumentKeys',
    summary: 'Read the public keys that verify signed documents',
    status: 200,
    answer: DocumentKeysDto,
  })
  read(): DocumentKeysDto {
    return { keys: this.signer.publicKeys() };
  }
}
