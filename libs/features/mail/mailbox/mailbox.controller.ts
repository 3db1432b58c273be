import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestProblems } from '@platform/errors/platform.errors';
import { ForEveryone } from '@platform/http/access/audience';
import { HttpConfig } from '@platform/http/http.config';
import { Limited } from '@platform/http/rate-limit/limits';
import { isLocalHost } from './local-host.rule';
import { listPage, mailPage } from './mailbox-pages.rule';
import { Mailbox, type ReceivedMail } from './mailbox';

const PAGE_CSP =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/** Shows the HTML of a mail without running any of it. */
const MAIL_CSP = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

/** Shows mails to developers while no mail server is configured. This is not part of the public API. */
@ApiExcludeController()
@Controller()
export class MailboxController {
  constructor(
    private readonly mailbox: Mailbox,
    private readonly http: HttpConfig,
  ) {}

  @Get('mailbox')
  @ForEveryone()
  @Limited('health')
  async list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    this.refuseRemote(request);
    return asPage(reply, listPage(await this.mailbox.list()));
  }

  /** For tests and scripts. */
  @Get('mailbox.json')
  @ForEveryone()
  @Limited('health')
  async listAsJson(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    this.refuseRemote(request);
    reply.type('application/json; charset=utf-8');
    return JSON.stringify({ items: await this.mailbox.list() });
  }

  @Get('mailbox/:id')
  @ForEveryone()
  @Limited('health')
  async show(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return asPage(reply, mailPage(await this.find(id, request)));
  }

  @Get('mailbox/:id/html')
  @ForEveryone()
  @Limited('health')
  async showHtml(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { html } = await this.find(id, request);
    reply.header('x-frame-options', 'SAMEORIGIN');
    return asPage(reply, html, MAIL_CSP);
  }

  private async find(id: string, request: FastifyRequest): Promise<ReceivedMail> {
    this.refuseRemote(request);
    const mail = await this.mailbox.read(id);
    if (!mail) throw RequestProblems.not_found();
    return mail;
  }

  private refuseRemote({ headers }: FastifyRequest): void {
    if (!this.mailbox.isOpen || !isLocalHost(headers.host, this.http.publicUrl)) throw RequestProblems.not_found();
  }
}

function asPage(reply: FastifyReply, html: string, csp = PAGE_CSP): string {
  reply.header('content-security-policy', csp).type('text/html; charset=utf-8');
  return html;
}
