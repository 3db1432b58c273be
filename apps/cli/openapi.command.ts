import type { Command } from 'commander';
import { createHttpApp } from '@platform/http/create-http-app';
import { createDocument } from '@platform/http/docs/openapi';
import { describePlatform } from '@platform/open-platform';
import { ApiModule } from '../api/api.module';
import { VERSION } from '@platform/version';
import type { CommandLine } from './command-line';

export function addOpenapiCommand(program: Command, line: CommandLine): void {
  program
    .command('openapi')
    .description('print the OpenAPI document of this version; requires no database')
    .action(async () => line.print(JSON.stringify(await openapiDocument(line.env), null, 2)));
}

/** Uses the rate limits of this environment, as the API does, and opens no connections. */
export async function openapiDocument(env: NodeJS.ProcessEnv): Promise<object> {
  // Log lines on stdout would corrupt the document.
  const app = await createHttpApp(ApiModule.over(describePlatform({ ...env, LOG_LEVEL: 'silent' })));
  try {
    return createDocument(app, VERSION);
  } finally {
    await app.close();
  }
}
