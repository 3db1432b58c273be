import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { FirstAdministrator, setupLink, type SetupOffer } from '@features/auth';
import { Mailbox } from '@features/mail';
import { createHttpApp } from '@platform/http/create-http-app';
import { serve, type Serving } from '@platform/http/serve';
import { openPlatform } from '@platform/open-platform';
import { asUnavailable } from '@platform/persistence/failures';
import { collectWhenIdle } from '@platform/process/collect-when-idle';
import { refuseStart } from '@platform/refuse-start';
import { ApiModule } from './api.module';
import { VERSION } from '@platform/version';

const RETRY_MS = 500;

async function main(): Promise<void> {
  const app = await createHttpApp(ApiModule.over(await openPlatform(process.env)));
  const serving = await serve(app, VERSION);
  collectWhenIdle();
  // Only `npm start` reads this message. The setup token must not be written to a server's log.
  const offer = process.send ? await offerOf(app.get(FirstAdministrator)) : undefined;
  const mailboxUrl = app.get(Mailbox).isOpen ? `${serving.url}/mailbox` : undefined;
  process.send?.({
    type: 'ready',
    ...serving,
    mailboxUrl,
    ...(offer && { firstAdministrator: setupInstructions(serving, offer) }),
  });
}

/** A database that is slow right after a start must not end a process that serves requests already. */
async function offerOf(first: FirstAdministrator): Promise<SetupOffer | undefined> {
  for (;;) {
    try {
      return await first.offer();
    } catch (error) {
      if (!asUnavailable(error)) throw error;
      await pause(RETRY_MS);
    }
  }
}

function setupInstructions({ url }: Serving, { token, expiresAt }: SetupOffer) {
  // The API rejects both placeholders, so the command has no effect until they are replaced.
  const body = JSON.stringify({ token, email: '<your email>', password: '<yours>' });
  const command = `curl -X POST ${url}/v1/auth/first-administrator -H 'content-type: application/json' -d '${body}'`;
  return { token, expiresAt: expiresAt.toISOString(), link: setupLink(url, token), command };
}

// The parent process has exited, so nothing else would stop this process.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
main().catch(refuseStart);
