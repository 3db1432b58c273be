import './__name__.migration';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AttachmentCleaner } from './attachment-cleaner';
import { AttachmentsService } from './attachments.service';
import { __Name__Config } from './__name__.config';
import { __Name__Controller } from './__name__.controller';
import { __Name__EntryEntity } from './__name__.entity';
import { __Name__Repository } from './__name__.repository';
import { __Name__Service } from './__name__.service';
import { __Name__UserData } from './__name__.user-data';

@Module({
  imports: [TypeOrmModule.forFeature([__Name__EntryEntity])],
  controllers: [__Name__Controller],
  providers: [
    AttachmentCleaner,
    AttachmentsService,
    __Name__Config,
    __Name__Repository,
    __Name__Service,
    __Name__UserData,
  ],
})
export class __Name__Module {}
