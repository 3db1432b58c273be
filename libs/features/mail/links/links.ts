import { Injectable } from '@nestjs/common';
import { HttpConfig } from '@platform/http/http.config';
import { MailConfig } from '../mail.config';
import { isBelow } from './link.rule';

/** Links for mails: always to an address that was configured, never to one that a request named. */
@Injectable()
export class Links {
  private readonly base: string;

  constructor(config: MailConfig, http: HttpConfig) {
    this.base = (config.pagesUrl || http.publicUrl).replace(/\/+$/, '');
  }

  /** The token is in the fragment, so that it appears in no server log and no Referer. */
  to(path: `/${string}`, token: string): string {
    return `${this.base}${path}#token=${encodeURIComponent(token)}`;
  }

  isOurs(link: string): boolean {
    return isBelow(this.base, link);
  }
}
