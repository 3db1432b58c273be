import { Module } from '@nestjs/common';
import { MailModule } from '@features/mail';
import { BACKUPS_PART } from './backups/backups.part';

@Module({ imports: [MailModule], controllers: [], providers: [...BACKUPS_PART.providers] })
export class PrivacyModule {}
