import { Injectable } from '@nestjs/common';
import { MailConfig } from './mail.config';

/** What users know the app by. */
@Injectable()
export class AppName {
  constructor(private readonly config: MailConfig) {}

  get text(): string {
    return this.config.appName;
  }
}
