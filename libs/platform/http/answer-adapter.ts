import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { writeAnswer, WrittenAnswer } from './serialization/answer';

/** What a handler returns leaves through the shape its route declares. */
export class AnswerAdapter extends FastifyAdapter {
  /** Nest sets a route's status before its handler runs; setting it again here would undo a 304 or a replay. */
  override reply(response: never, body: unknown) {
    const reply = response as FastifyReply;
    if (body instanceof WrittenAnswer) return reply.send(body.text);
    const written = body === undefined ? undefined : writeAnswer(body, reply.request, reply);
    return written ? reply.send(written.text) : super.reply(response, body);
  }
}
