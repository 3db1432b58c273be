import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { openPlatform } from '@platform/open-platform';
import { PlatformModule } from '@platform/platform.module';
import type { CommandLine } from './command-line';
import { FEATURES } from '../features';
import { WarningsLogger } from './warnings-logger';

/** Starts the application without HTTP and without a worker, runs one function in it, and closes it. */
export async function inApplication<T>(
  line: CommandLine,
  work: (application: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const open = await openPlatform(line.env);
  @Module({ imports: [PlatformModule.over(open, 'cli'), ...FEATURES] })
  class CommandLineModule {}
  const application = await NestFactory.createApplicationContext(CommandLineModule, {
    logger: new WarningsLogger(line),
    abortOnError: false,
  }).catch(async (error: unknown) => {
    // Without this the connections stay open and the command does not exit.
    await Promise.all([open.main.database.close(), open.vault.database.close()]);
    throw error;
  });
  try {
    return await work(application);
  } finally {
    await application.close();
  }
}
