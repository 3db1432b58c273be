import { Global, Module } from '@nestjs/common';
import { DocumentKeysController } from './document-keys.controller';
import { DocumentSigner } from './document-signer';

/** Signatures that others verify offline. */
@Global()
@Module({ controllers: [DocumentKeysController], providers: [DocumentSigner], exports: [DocumentSigner] })
export class SignedDocumentsModule {}
