import { Injectable } from '@nestjs/common';
import { CommunicationsConfig } from './communications.config';

/** What users know the app by. */
@Injectable()
export class AppName {
  constructor(private readonly config: CommunicationsConfig) {}

  get text(): string {
    return this.config.appName;
  }
}
