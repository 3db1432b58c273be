import { Injectable } from '@nestjs/common';
import { MailConfig } from './mail.config';

/** The name of the app that users see. */
@Injectable()
export class AppName {
  constructor(private readonly config: MailConfig) {}

  get text(): string {
    return this.config.appName;
  }
}
