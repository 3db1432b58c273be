import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { StreamTicketRepository, type TicketOwner } from './stream-ticket.repository';

export type { TicketOwner } from './stream-ticket.repository';

export const TICKET_SECONDS = 30;
const FORM = /^ukt_[A-Za-z0-9_-]{43}$/;
/** The length of a ticket: the prefix and 32 bytes as base64url. */
export const TICKET_LENGTH = 47;

/** Tickets that open one stream each, for clients that cannot send headers. A ticket ends with its session. */
@Injectable()
export class StreamTickets {
  constructor(private readonly repository: StreamTicketRepository) {}

  async issue(owner: TicketOwner): Promise<{ readonly ticket: string; readonly expiresIn: number }> {
    const ticket = `ukt_${randomBytes(32).toString('base64url')}`;
    await this.repository.insert(hashOf(ticket), owner, TICKET_SECONDS);
    return { ticket, expiresIn: TICKET_SECONDS };
  }

  /** Returns the owner once. The caller must check that the session is still active. */
  async use(ticket: string): Promise<TicketOwner | undefined> {
    if (!FORM.test(ticket)) return undefined;
    const hash = hashOf(ticket);
    const owner = await this.repository.owner(hash);
    return owner && (await this.repository.remove(hash)) ? owner : undefined;
  }
}

/** The ticket has 256 random bits, so a plain hash is sufficient. */
function hashOf(ticket: string): Buffer {
  return createHash('sha256').update(ticket).digest();
}
