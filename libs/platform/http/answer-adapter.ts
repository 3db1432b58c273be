import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { writeAnswer, WrittenAnswer } from './answers/answer';

/** What a handler returns leaves through the shape its route declares. */
export class AnswerAdapter extends FastifyAdapter {
  /** Nest sets a route's status before its handler runs; setting it again here would undo a 304 or a replay. */
  override reply(response: never, body: unknown) {
    const reply = response as FastifyReply;
    const { request } = reply;
    const shape = request.answerShape;
    if (body instanceof WrittenAnswer) return reply.send(body.text);
    if (shape && body !== undefined) return reply.send(writeAnswer(body, shape, request, reply).text);
    return super.reply(response, body);
  }
}
