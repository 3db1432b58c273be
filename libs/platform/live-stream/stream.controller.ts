import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SessionPrincipal } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { refusedField } from '@platform/http/fields/refusals';
import { StreamFieldErrors, StreamProblems } from './live-stream.errors';
import { LIVE_STREAM } from './live-stream.tags';
import { StreamOpener } from './stream-opener';
import { StreamQuery, StreamTicketDto } from './stream.dto';
import { StreamTickets } from './tickets/stream-tickets';

@ApiTags(LIVE_STREAM)
@Controller('v1/me/stream')
export class StreamController {
  constructor(
    private readonly opener: StreamOpener,
    private readonly tickets: StreamTickets,
  ) {}

  @Get()
  @ForSignedIn({ withoutHeader: true })
  @Operation({
    id: 'openStream',
    summary: 'Receive changes of your account as they happen',
    description:
      'Server-Sent Events. The stream continues until the session ends, even after the access token has expired. A ticket in `ticket` or the refresh cookie can replace the Authorization header. With `Last-Event-ID`, the stream continues after that event; if it is older than 24 hours, the first event is `resync`. docs/live-stream.md has examples.',
    status: 200,
    eventStream: true,
    refuses: [
      StreamProblems.ticket_invalid,
      StreamProblems.too_many_streams,
      StreamProblems.node_full,
      RequestProblems.origin_not_allowed,
    ],
  })
  async open(
    @CurrentSession() user: SessionPrincipal,
    @Query() { ticket, lastEventId }: StreamQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const { headers, method } = request;
    if (ticket !== undefined && headers.authorization !== undefined)
      throw refusedField('/ticket', StreamFieldErrors.ticket_with_token);
    if (method === 'HEAD') return void reply.type('text/event-stream').send();
    // An empty ID is what a client has before the first event.
    const given = [headers['last-event-id'], lastEventId].flat().find((id) => id !== undefined && id !== '');
    await this.opener.open(user, reply, given);
  }

  @Post('tickets')
  @ForSignedIn()
  @Operation({
    id: 'createStreamTicket',
    summary: 'Create a ticket that opens a stream',
    description:
      'For clients that cannot send headers, such as `EventSource`. The ticket is used once, as `/v1/me/stream?ticket=…`, and ends with the session.',
    status: 201,
    answer: StreamTicketDto,
  })
  createTicket(@CurrentSession() { userId, sessionId }: SessionPrincipal) {
    return this.tickets.issue({ userId, sessionId });
  }
}
