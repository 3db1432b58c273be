import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Logger as Pino } from 'pino';
import { currentWork } from '@platform/context/work-context';
import { LineBatch, type ByteTarget } from './line-batch';
import { RequestLines } from './request-lines';

/** Fields that never reach a log, wherever in a line they stand. */
const SECRET_FIELDS = [
  'password',
  'currentPassword',
  'newPassword',
  'accessToken',
  'refreshToken',
  'token',
  'code',
  'secret',
  'authorization',
  'cookie',
  'email',
];
const REDACTED = SECRET_FIELDS.filter((name) => name !== 'code').flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

export interface Logs {
  /** What the code says, whatever that is: looked through for secrets. */
  readonly product: Pino;
  /** One line a request; undefined where nobody wants to read them. */
  readonly requests: RequestLines | undefined;
}

/** Structured lines, one JSON object each. */
export function createLogs(level: string, target: Target = standardOutput()): Logs {
  const options = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: REDACTED, censor: '[redacted]' },
    serializers: { cause: describeError, err: describeError },
    mixin: () => {
      const work = currentWork();
      return work ? { requestId: work.id } : {};
    },
  } satisfies pino.LoggerOptions;
  const product = pino(options, target.atOnce);
  return { product, requests: product.isLevelEnabled('info') ? new RequestLines(target.inPassing) : undefined };
}

interface Target {
  /** For what may be the last thing that is heard of this process. */
  readonly atOnce: DestinationStream;
  readonly inPassing: DestinationStream;
}

/** A disk or pipe that is slow must not hold up requests; beyond 16 MiB of backlog lines are dropped. */
function standardOutput(): Target {
  const output = pino.destination({ dest: 1, sync: false, maxLength: 16 * 1024 * 1024, contentMode: 'buffer' });
  // Its type does not know that it takes bytes when told to.
  const batch = new LineBatch(output as unknown as ByteTarget);
  const atOnce = (line: string) => {
    batch.write(line);
    batch.flush();
  };
  process.on('exit', () => {
    batch.flush();
    output.flushSync();
  });
  return { atOnce: { write: atOnce }, inPassing: batch };
}

const FRAMEWORK = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

/** Nest's logger over pino. */
export class PinoLogger implements LoggerService {
  constructor(private readonly pino: Pino) {}

  log(message: unknown, ...rest: unknown[]): void {
    // The framework names every module and route at each start; that helps only who looks for it.
    const isChatter = FRAMEWORK.has(String(rest[rest.length - 1]));
    this.write(isChatter ? 'debug' : 'info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  private write(level: 'info' | 'error' | 'warn' | 'debug', message: unknown, rest: unknown[]): void {
    const context = rest.length > 0 && typeof rest[rest.length - 1] === 'string' ? rest[rest.length - 1] : undefined;
    const cause = rest.find((entry) => entry instanceof Error);
    if (message instanceof Error) this.pino[level]({ context, cause: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.pino[level]({ context, ...message });
    else this.pino[level]({ context, ...(cause ? { cause } : {}) }, String(message));
  }
}

/** Type, text and stack of an error and of what caused it; never its other fields, which may hold a statement's values. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  const { code, errno } = error as { code?: unknown; errno?: unknown };
  return {
    type: error.name,
    message: error.message,
    code,
    errno,
    stack: error.stack,
    ...(error.cause !== undefined && depth < 3 && { cause: describeError(error.cause, depth + 1) }),
  };
}
