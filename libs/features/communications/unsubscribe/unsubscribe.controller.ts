import { applyDecorators, Controller, Get, Header, HttpCode, Param, Post, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { currentWork } from '@platform/context/work-context';
import { ForEveryone } from '@platform/http/access/audience';
import { Limited } from '@platform/http/rate-limit/limits';
import { donePage, invalidPage, questionPage, UNSUBSCRIBE_POLICY } from './unsubscribe-page.rule';
import { UnsubscribeService } from './unsubscribe.service';

/** The links in mails with notifications. Mail clients send the POST request themselves (RFC 8058). */
@ApiExcludeController()
@Controller('v1/unsubscribe/:token')
export class UnsubscribeController {
  constructor(private readonly unsubscribing: UnsubscribeService) {}

  @Get()
  @ForEveryone()
  @Limited('check')
  @HtmlPage()
  async ask(@Param('token') token: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const language = currentWork()?.language ?? 'en';
    const topics = await this.unsubscribing.titlesOf(token, language);
    return topics ? questionPage(topics, language) : refusal(reply, language);
  }

  @Post()
  @ForEveryone()
  @Limited('check')
  @HttpCode(200)
  @RouteConfig({ takesForm: true, ignoresForm: true })
  @HtmlPage()
  async unsubscribe(@Param('token') token: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const language = currentWork()?.language ?? 'en';
    const topics = await this.unsubscribing.unsubscribe(token, language);
    return topics ? donePage(topics, language) : refusal(reply, language);
  }
}

function HtmlPage(): MethodDecorator {
  return applyDecorators(
    Header('content-type', 'text/html; charset=utf-8'),
    Header('content-security-policy', UNSUBSCRIBE_POLICY),
    Header('cache-control', 'no-store'),
    Header('vary', 'Accept-Language'),
  );
}

function refusal(reply: FastifyReply, language: Parameters<typeof invalidPage>[0]): string {
  reply.status(404);
  return invalidPage(language);
}
