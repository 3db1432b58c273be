import type { Socket } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DynamicModule } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createLogs, PinoLogger } from '@platform/logging/logger';
import { AnswerAdapter } from './answer-adapter';
import { registerBodyParsers } from './body/body-parsers';
import { Metrics } from './health/metrics';
import { Readiness } from './health/readiness';
import { HttpConfig } from './http.config';
import { ProblemFilter } from './problems/problem.filter';
import { notifyOfAnswers } from './request/answered';
import { registerAllowedMethods } from './request/allowed-methods';
import { answerBrokenRequest } from './request/broken-request';
import { registerDeadlineSweep } from './request/deadline-sweep';
import { InFlight } from './request/in-flight';
import { registerRequestWork } from './request/request-work';
import { registerSecurityHeaders } from './request/security-headers';
import { registerUploads } from './uploads/register-uploads';

const MIB = 1024 * 1024;

/** Creates the application with the whole pipeline. It does not listen yet, and connects to nothing before `init`. */
export async function createHttpApp(root: DynamicModule): Promise<NestFastifyApplication> {
  const config = new HttpConfig();
  const logs = createLogs(config.logLevel);
  const problems = new ProblemFilter();
  const answer = (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
    problems.answer(error, request, reply);
  const adapter = new AnswerAdapter({
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    bodyLimit: MIB,
    requestTimeout: 15_000,
    // A request without a body gets no stream, which would have to be read to its end.
    http: { optimizeEmptyRequests: true },
    keepAliveTimeout: 65_000,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
    frameworkErrors: answer,
    clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => answerBrokenRequest(error, socket, inFlight),
    onProtoPoisoning: 'error',
    multipart: false,
    skipMiddie: true,
  } as never);
  const fastify = adapter.getInstance();
  registerAllowedMethods(fastify);
  registerSecurityHeaders(fastify);
  registerRequestWork(fastify, config.requestMs);
  const inFlight = new InFlight(fastify);
  registerDeadlineSweep(fastify, inFlight, answer);
  registerUploads(fastify);
  registerBodyParsers(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    bodyParser: false,
    bufferLogs: false,
    abortOnError: false,
    logger: new PinoLogger(logs),
  });
  // Without allowed origins, no CORS headers are sent, which rejects every origin.
  if (config.corsOrigins.length > 0)
    app.enableCors({
      origin: [...config.corsOrigins],
      credentials: true,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders: [
        'Content-Disposition',
        'Content-Range',
        'ETag',
        'Idempotency-Replayed',
        'RateLimit',
        'RateLimit-Policy',
        'Retry-After',
        'X-Request-Id',
      ],
      maxAge: 600,
      // The plugin rejects an invalid preflight request with its own error instead of a problem.
      strictPreflight: false,
    });
  const { answerListeners } = app.get(Metrics);
  if (logs.requests) answerListeners.push((answered) => logs.requests?.write(answered));
  notifyOfAnswers(fastify, answerListeners);
  app.get(Readiness).onDrain(() => inFlight.endConnections());
  return app;
}
