import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { HttpConfig } from '@platform/http/http.config';
import { createPino, PinoLogger } from '@platform/logging/logger';
import { openPlatform } from '@platform/open-platform';
import { refuseStart } from '@platform/process/refuse-start';
import { WorkerModule } from './worker.module';

async function main(): Promise<void> {
  const open = await openPlatform(process.env);
  const logger = new PinoLogger(createPino(new HttpConfig().logLevel));
  const app = await NestFactory.createApplicationContext(WorkerModule.over(open), { logger, abortOnError: false });
  app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
  logger.log('The worker is at work.', 'Worker');
}

main().catch(refuseStart);
