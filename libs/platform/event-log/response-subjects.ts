import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ResponseSubject } from '@platform/http/idempotency/response-subject';
import { Events } from './events';

/** Tells the HTTP layer whom an event of a request is about, so that its stored response is erased with that user. */
@Injectable()
export class ResponseSubjects implements OnModuleInit {
  constructor(
    private readonly events: Events,
    private readonly responses: ResponseSubject,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction({
      name: 'http.response-subject',
      on: () => true,
      handle: async ({ subject }) => {
        if (subject) this.responses.add(subject);
      },
    });
  }
}
