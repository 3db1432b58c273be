#!/usr/bin/env node
// npm run provider: runs an OpenID provider on this machine that signs in every user, to try out provider sign-ins.
import { ensureDependencies } from './lib/dependencies.mjs';
import { runScript } from './lib/failure.mjs';
import { createSteps } from './lib/steps.mjs';

await runScript(async () => {
  await ensureDependencies(createSteps());
  const { OAuth2Server } = await import('oauth2-mock-server');
  const server = new OAuth2Server();
  await server.issuer.keys.generate('RS256');
  await server.start(Number(process.env.PORT ?? 8090), 'localhost');
  console.log(`A test OpenID provider is running at ${server.issuer.url}. Press Ctrl-C to stop.`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.stop().then(() => process.exit(0)));
});
