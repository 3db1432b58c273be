import { Injectable } from '@nestjs/common';
import { hashOfToken, isOpaqueToken, newOpaqueToken } from '@platform/access/opaque-token.rule';
import { StreamTicketRepository, type TicketOwner } from './stream-ticket.repository';

export type { TicketOwner } from './stream-ticket.repository';

export const TICKET_SECONDS = 30;
const PREFIX = 'ukt_';

/** Tickets that open one stream each, for clients that cannot send headers. A ticket ends with its session. */
@Injectable()
export class StreamTickets {
  constructor(private readonly repository: StreamTicketRepository) {}

  async issue(owner: TicketOwner): Promise<{ readonly ticket: string; readonly expiresIn: number }> {
    const ticket = newOpaqueToken(PREFIX);
    await this.repository.insert(hashOfToken(ticket), owner, TICKET_SECONDS);
    return { ticket, expiresIn: TICKET_SECONDS };
  }

  /** Returns the owner once. The caller must check that the session is still active. */
  async use(ticket: string): Promise<TicketOwner | undefined> {
    if (!isOpaqueToken(PREFIX, ticket)) return undefined;
    const hash = hashOfToken(ticket);
    const owner = await this.repository.owner(hash);
    return owner && (await this.repository.remove(hash)) ? owner : undefined;
  }
}
