import 'reflect-metadata';
import { FirstAdministrator } from '@features/auth';
import { createHttpApp } from '@platform/http/create-http-app';
import { serve, type Serving } from '@platform/http/serve';
import { openPlatform, refusalOf } from '@platform/open-platform';
import { ApiModule } from './api.module';
import { VERSION } from './version';

async function main(): Promise<void> {
  const app = await createHttpApp(ApiModule.over(await openPlatform(process.env)));
  const serving = await serve(app, VERSION);
  // Only `npm start` listens here; a secret must not end up in the log of a server.
  const offer = process.send ? await app.get(FirstAdministrator).offer() : undefined;
  process.send?.({ type: 'ready', ...serving, ...(offer && { firstAdministrator: howToBegin(serving, offer) }) });
}

function howToBegin({ url }: Serving, { token, expiresAt }: { token: string; expiresAt: Date }) {
  const body = JSON.stringify({ token, email: 'you@example.com', password: 'a long password of your own' });
  const command = `curl -X POST ${url}/v1/auth/first-administrator -H 'content-type: application/json' -d '${body}'`;
  return { token, expiresAt: expiresAt.toISOString(), command };
}

/** Once nothing more can be said, ends a half-made start, whose pools would keep the process alive. */
function refuse(error: unknown): void {
  const end = () => process.exit(1);
  const reasons = refusalOf(error);
  if (process.send && reasons) process.send({ type: 'refused', reasons }, end);
  else if (reasons) process.stderr.write(`userkeep cannot start:\n${reasons.map((reason) => `- ${reason}\n`).join('')}`, end);
  else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`, end);
}

// Whoever started us is gone; nobody else would stop us.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
main().catch(refuse);
