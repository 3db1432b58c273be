import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { writeAnswer, WrittenAnswer } from './serialization/answer';

/** Serialises the result of a handler with the shape that its route declares. */
export class AnswerAdapter extends FastifyAdapter {
  /** Nest sets the status before the handler runs; setting it again would overwrite a 304 or a replayed status. */
  override reply(response: never, body: unknown) {
    const reply = response as FastifyReply;
    if (body instanceof WrittenAnswer) return reply.send(body.text);
    const written = body === undefined ? undefined : writeAnswer(body, reply.request, reply);
    return written ? reply.send(written.text) : super.reply(response, body);
  }
}
