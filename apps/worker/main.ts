import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { HttpConfig } from '@platform/http/http.config';
import { createLogs, PinoLogger } from '@platform/logging/logger';
import { openPlatform } from '@platform/open-platform';
import { collectWhenIdle } from '@platform/process/collect-when-idle';
import { refuseStart } from '@platform/refuse-start';
import { stopOnSignal } from '@platform/process/stop-on-signal';
import { WorkerModule } from './worker.module';

async function main(): Promise<void> {
  const open = await openPlatform(process.env);
  const logger = new PinoLogger(createLogs(new HttpConfig().logLevel));
  const app = await NestFactory.createApplicationContext(WorkerModule.over(open), { logger, abortOnError: false });
  stopOnSignal(() => app.close());
  collectWhenIdle();
  logger.log('The worker has started.', 'Worker');
}

main().catch(refuseStart);
