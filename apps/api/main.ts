import 'reflect-metadata';
import { FirstAdministrator, setupLink } from '@features/auth';
import { Mailbox } from '@features/mail';
import { createHttpApp } from '@platform/http/create-http-app';
import { serve, type Serving } from '@platform/http/serve';
import { openPlatform } from '@platform/open-platform';
import { collectWhenIdle } from '@platform/process/collect-when-idle';
import { refuseStart } from '@platform/refuse-start';
import { ApiModule } from './api.module';
import { VERSION } from '@platform/version';

async function main(): Promise<void> {
  const app = await createHttpApp(ApiModule.over(await openPlatform(process.env)));
  const serving = await serve(app, VERSION);
  collectWhenIdle();
  // Only `npm start` reads this message. The setup token must not be written to a server's log.
  const offer = process.send ? await app.get(FirstAdministrator).offer() : undefined;
  const mailboxUrl = app.get(Mailbox).isOpen ? `${serving.url}/mailbox` : undefined;
  process.send?.({
    type: 'ready',
    ...serving,
    mailboxUrl,
    ...(offer && { firstAdministrator: setupInstructions(serving, offer) }),
  });
}

function setupInstructions({ url }: Serving, { token, expiresAt }: { token: string; expiresAt: Date }) {
  // The API rejects both placeholders, so the command has no effect until they are replaced.
  const body = JSON.stringify({ token, email: '<your email>', password: '<yours>' });
  const command = `curl -X POST ${url}/v1/auth/first-administrator -H 'content-type: application/json' -d '${body}'`;
  return { token, expiresAt: expiresAt.toISOString(), link: setupLink(url, token), command };
}

// The parent process has exited, so nothing else would stop this process.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
main().catch(refuseStart);
