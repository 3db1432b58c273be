#!/usr/bin/env node
// npm run provider: an OpenID provider on this machine that lets everybody in, to try a sign-in at another service.
import { OAuth2Server } from 'oauth2-mock-server';

const port = Number(process.env.PORT ?? 8090);
const server = new OAuth2Server();
await server.issuer.keys.generate('RS256');
await server.start(port, 'localhost');
console.log(`An OpenID provider for trying out: ${server.issuer.url}. Ctrl-C stops it.`);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.stop().then(() => process.exit(0)));
