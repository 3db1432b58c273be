import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AccessProblems } from '@platform/errors/platform.errors';
import { StreamProblems } from '@platform/live-stream/live-stream.errors';
import { StreamTickets, type TicketOwner } from '@platform/live-stream/tickets/stream-tickets';
import { RefreshService } from '../sessions/refresh.service';
import { TokenTransport } from '../sessions/token-transport';

/** Finds the session of a client that cannot send headers, such as `EventSource`. */
@Injectable()
export class HeaderlessSessions {
  constructor(
    private readonly tickets: StreamTickets,
    private readonly refreshes: RefreshService,
    private readonly transport: TokenTransport,
  ) {}

  /** The session of the ticket, which is used up, or of the refresh cookie, which stays as it is. */
  async ownerOf(request: FastifyRequest): Promise<TicketOwner> {
    const { ticket } = request.query as { readonly ticket?: unknown };
    if (ticket === undefined) return this.ownerOfCookie(request);
    const owner = typeof ticket === 'string' ? await this.tickets.use(ticket) : undefined;
    if (!owner) throw StreamProblems.ticket_invalid();
    return owner;
  }

  private async ownerOfCookie(request: FastifyRequest): Promise<TicketOwner> {
    const owner = await this.refreshes.ownerOf(this.transport.requireCookie(request));
    if (!owner) throw AccessProblems.token_invalid();
    return owner;
  }
}
