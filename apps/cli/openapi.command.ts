import type { Command } from 'commander';
import { createHttpApp } from '@platform/http/create-http-app';
import { createDocument } from '@platform/http/docs/openapi';
import { describePlatform } from '@platform/open-platform';
import { ApiModule } from '../api/api.module';
import { VERSION } from '../api/version';
import type { CommandLine } from './command-line';

export function addOpenapiCommand(program: Command, line: CommandLine): void {
  program
    .command('openapi')
    .description('print the OpenAPI document of this version; needs no database')
    .action(async () => line.print(JSON.stringify(await openapiDocument(line.env), null, 2)));
}

/** With the limits this environment sets, as the API itself would serve it. Nothing is connected. */
export async function openapiDocument(env: NodeJS.ProcessEnv): Promise<object> {
  // stdout belongs to the document.
  const app = await createHttpApp(ApiModule.over(describePlatform({ ...env, LOG_LEVEL: 'silent' })));
  try {
    return createDocument(app, VERSION);
  } finally {
    await app.close();
  }
}
