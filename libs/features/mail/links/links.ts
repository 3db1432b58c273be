import { Injectable } from '@nestjs/common';
import { HttpConfig } from '@platform/http/http.config';
import { MailConfig } from '../mail.config';
import { isBelow } from './link.rule';

/** Builds the links in mails. They use the configured base URL, never a host from the request. */
@Injectable()
export class Links {
  private readonly base: string;
  private readonly api: string;

  constructor(config: MailConfig, http: HttpConfig) {
    this.api = http.publicUrl.replace(/\/+$/, '');
    this.base = config.pagesUrl.replace(/\/+$/, '') || this.api;
  }

  /** The token is in the fragment, so that it appears in no server log and no Referer. */
  to(path: `/${string}`, token: string): string {
    return `${this.base}${path}#token=${encodeURIComponent(token)}`;
  }

  /** The app itself, for mails that ask for no action with a token. */
  toApp(path = '/'): string {
    return `${this.base}${path}`;
  }

  /** A link that the API itself serves, also if the pages are on another site. */
  toApi(path: `/${string}`): string {
    return `${this.api}${path}`;
  }

  isOwn(link: string): boolean {
    return isBelow(this.base, link) || isBelow(this.api, link);
  }
}
