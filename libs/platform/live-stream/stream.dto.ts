import { IntegerField, TextField } from '@platform/http/fields/fields';
import { OPAQUE_TOKEN_LENGTH } from '@platform/access/opaque-token.rule';
import { TICKET_SECONDS } from './tickets/stream-tickets';

export class StreamQuery {
  @TextField({
    max: OPAQUE_TOKEN_LENGTH,
    optional: true,
    description: 'A ticket instead of the Authorization header, for clients that cannot send one.',
  })
  ticket?: string;

  @TextField({
    max: 200,
    optional: true,
    description:
      'The same as the header `Last-Event-ID`, for clients that cannot send it. The header takes precedence.',
  })
  lastEventId?: string;
}

export class StreamTicketDto {
  @TextField({
    max: OPAQUE_TOKEN_LENGTH,
    secret: true,
    description: 'The ticket. It opens one stream.',
    example: 'ukt_9mT0Vb3Yw1rJ8cQx5sKd2nLh7pAe4uGf6iOzRkXtWqE',
  })
  ticket: string;

  @IntegerField({ min: 1, max: 3600, description: 'The seconds until the ticket expires.', example: TICKET_SECONDS })
  expiresIn: number;
}
