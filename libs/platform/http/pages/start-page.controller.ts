import { Controller, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { currentWork } from '@platform/context/work-context';
import { RequestProblems } from '@platform/errors/platform.errors';
import { HttpConfig } from '../http.config';
import { PageRoute } from './show-page';
import { startPage, wantsPage } from './start-page.rule';

/** Serves `/` to users who open the API's URL in a browser. Other clients get 404. */
@ApiExcludeController()
@Controller()
export class StartPageController {
  constructor(private readonly http: HttpConfig) {}

  @PageRoute('/')
  show(@Req() { headers }: FastifyRequest): string {
    if (!wantsPage(headers.accept)) throw RequestProblems.not_found();
    const showsDocs = this.http.docs;
    return startPage(currentWork()?.language ?? 'en', { showsDocs });
  }
}
