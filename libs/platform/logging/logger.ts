import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Logger as Pino } from 'pino';
import { currentWork } from '@platform/context/work-context';
import { withSourceLines } from '@platform/process/source-lines';
import { LineBatch, type ByteTarget } from './line-batch';
import { RepeatedLines } from './repeated-lines';
import { RequestLines } from './request-lines';

/** Fields that are removed from log lines at any depth. */
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
  /** Log lines of the code, from which secrets are removed. */
  readonly product: Pino;
  /** Counts repeated lines of `product`. */
  readonly repeated: RepeatedLines;
  /** One line per request; undefined if the log level hides them. */
  readonly requests: RequestLines | undefined;
}

/** Creates the loggers, which write one JSON object per line. */
export function createLogs(level: string, customTarget?: Target): Logs {
  const repeated = new RepeatedLines();
  const target = customTarget ?? standardOutput(repeated);
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
  return {
    product,
    repeated,
    requests: product.isLevelEnabled('info') ? new RequestLines(target.batched) : undefined,
  };
}

interface Target {
  /** For lines that must not be lost if the process ends. */
  readonly atOnce: DestinationStream;
  readonly batched: DestinationStream;
}

/** A slow disk or pipe must not block requests. Beyond a backlog of 16 MiB, lines are dropped. */
function standardOutput(repeated: RepeatedLines): Target {
  const output = pino.destination({ dest: 1, sync: false, maxLength: 16 * 1024 * 1024, contentMode: 'buffer' });
  // The stream accepts bytes, which its type does not declare.
  const batch = new LineBatch(output as unknown as ByteTarget);
  const atOnce = (line: string) => {
    batch.write(line);
    batch.flush();
  };
  process.on('exit', () => {
    repeated.flush();
    batch.flush();
    output.flushSync();
  });
  return { atOnce: { write: atOnce }, batched: batch };
}

const FRAMEWORK = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

/** Nest's logger over pino. */
export class PinoLogger implements LoggerService {
  private readonly pino: Pino;
  private readonly repeated: RepeatedLines;

  constructor({ product, repeated }: Pick<Logs, 'product' | 'repeated'>) {
    this.pino = product;
    this.repeated = repeated;
  }

  log(message: unknown, ...rest: unknown[]): void {
    // The framework logs every module and route at each start, which is useful only for debugging.
    const isDetail = FRAMEWORK.has(String(rest[rest.length - 1]));
    this.write(isDetail ? 'debug' : 'info', message, rest);
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
    const { fields, text } = lineOf(message, cause);
    const write = (repeated?: number) => this.pino[level]({ context, ...fields, ...(repeated && { repeated }) }, text);
    const kind = level === 'error' || level === 'warn' ? kindOf([level, context, fields, text]) : undefined;
    if (kind === undefined) write();
    else this.repeated.line(kind, write);
  }
}

function lineOf(message: unknown, cause: Error | undefined): { fields: object; text?: string } {
  if (message instanceof Error) return { fields: { cause: message }, text: message.message };
  if (typeof message === 'object' && message !== null) return { fields: message };
  return { fields: cause ? { cause } : {}, text: String(message) };
}

/** Returns the same key for lines that differ only in their request, and undefined for values that are not JSON. */
function kindOf(line: readonly unknown[]): string | undefined {
  try {
    return JSON.stringify(line, (name, value: unknown) => {
      if (name === 'requestId') return undefined;
      if (!(value instanceof Error)) return value;
      const { code, errno } = value as { code?: unknown; errno?: unknown };
      return { type: value.name, message: value.message, code, errno, cause: value.cause };
    });
  } catch {
    return undefined;
  }
}

/**
 * The type, message and stack of an error and its causes, but no other fields, which may contain values of a statement.
 */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  const { code, errno } = error as { code?: unknown; errno?: unknown };
  return {
    type: error.name,
    message: error.message,
    code,
    errno,
    stack: error.stack && withSourceLines(error.stack),
    ...(error.cause !== undefined && depth < 3 && { cause: describeError(error.cause, depth + 1) }),
  };
}
