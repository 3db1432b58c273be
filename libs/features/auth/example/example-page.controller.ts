import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { RequestProblems } from '@platform/errors/platform.errors';
import { ForEveryone } from '@platform/http/access/audience';
import { pagePolicy } from '@platform/http/pages/page-policy.rule';
import { Limited } from '@platform/http/rate-limit/limits';
import { lazily } from '@platform/process/lazily';

const page = lazily(() => readFileSync(join(__dirname, 'example.html'), 'utf8'));
const policy = lazily(() => pagePolicy({ script: contentOf('script'), style: contentOf('style') }));

/** Serves a plain HTML page that demonstrates every sign-in method to developers. It is not served in production. */
@ApiExcludeController()
@Controller('example')
export class ExamplePageController {
  constructor(private readonly runtime: RuntimeConfig) {}

  @Get()
  @ForEveryone()
  @Limited('read')
  show(@Res({ passthrough: true }) reply: FastifyReply): string {
    if (this.runtime.production) throw RequestProblems.not_found();
    reply.header('content-security-policy', policy()).header('referrer-policy', 'no-referrer');
    reply.type('text/html; charset=utf-8');
    return page();
  }
}

function contentOf(element: string): string {
  return new RegExp(`<${element}>(.*)</${element}>`, 's').exec(page())?.[1] ?? '';
}
