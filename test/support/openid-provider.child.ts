import { createHmac, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OAuth2Issuer, OAuth2Service } from 'oauth2-mock-server';
import type { Forgery, ProviderBehaviour, ToProvider } from './openid-provider';

/** An OpenID provider in a separate process, which misbehaves on request. */
const issuer = new OAuth2Issuer();
const service = new OAuth2Service(issuer);
const foreignKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
let behaviour: ProviderBehaviour = {};
/** The behaviour and the signed-in user at the time when each code was issued. */
const behaviours = new Map<string, ProviderBehaviour>();
const paths: string[] = [];
const DISCOVERY = '/.well-known/openid-configuration';

service.on('beforeAuthorizeRedirect', ({ url }: { url: URL }) => {
  behaviours.set(url.searchParams.get('code') ?? '', behaviour);
  if (!behaviour.sendsBack) return;
  url.searchParams.delete('code');
  for (const [name, value] of Object.entries(behaviour.sendsBack)) url.searchParams.set(name, value);
});

interface Answered {
  statusCode: number;
  body: unknown;
}

service.on('beforeResponse', (response: Answered, { body }: { body: { code: string } }) => {
  const { claims, answers, forgery, withoutIdToken } = behaviours.get(body.code) ?? {};
  if (answers) Object.assign(response, { statusCode: answers.status, body: answers.body });
  const tokens = response.body as { id_token?: string };
  if (tokens.id_token) tokens.id_token = signed({ ...payloadOf(tokens.id_token), ...claims }, { forgery });
  if (withoutIdToken) delete tokens.id_token;
});

const server = createServer((request, response) => {
  const path = (request.url ?? '').split('?')[0] ?? '';
  paths.push(path);
  if (behaviour.silentAt?.includes(path)) return;
  if (path === DISCOVERY && behaviour.metadata) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(discoveryDocument()));
    return;
  }
  const isBroken = behaviour.brokenAt?.includes(path);
  if (!isBroken && !behaviour.invalidJsonAt?.includes(path)) return service.requestHandler(request, response);
  response.writeHead(isBroken ? 500 : 200, { 'content-type': 'application/json' }).end('<');
});

function discoveryDocument() {
  const { url } = issuer;
  const endpoints = {
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/jwks`,
  };
  return { issuer: url, ...endpoints, response_types_supported: ['code'], ...behaviour.metadata };
}

/** Signs without a library, because libraries refuse to create invalid tokens. */
function signed(claims: object, { forgery, type = 'JWT' }: { forgery?: Forgery; type?: string }): string {
  const [jwk] = issuer.keys.toJSON(true);
  const kid = forgery === 'unknown key' ? 'unknown' : jwk?.kid;
  const alg = forgery === 'none' ? 'none' : forgery === 'shared secret' ? 'HS256' : 'RS256';
  const text = `${encode({ alg, kid, typ: type })}.${encode(claims)}`;
  if (forgery === 'none') return `${text}.`;
  if (forgery === 'shared secret')
    return `${text}.${createHmac('sha256', 'google-secret').update(text).digest('base64url')}`;
  const own = createPrivateKey({ key: jwk as never, format: 'jwk' });
  return `${text}.${sign('sha256', Buffer.from(text), forgery ? foreignKey : own).toString('base64url')}`;
}

function payloadOf(token: string): object {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

process.on('message', ({ id, behaviour: next, mint }: ToProvider) => {
  if (next) behaviour = next;
  const now = Math.floor(Date.now() / 1000);
  const claims: Record<string, unknown> = { iss: issuer.url, iat: now, exp: now + 600, ...mint?.claims };
  for (const name of mint?.without ?? []) delete claims[name];
  const token = mint && signed(claims, mint);
  process.send?.({ id, token, paths: paths.splice(0) });
});

void (async () => {
  await issuer.keys.generate('RS256');
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.send?.({ id: 0, url: issuer.url });
})();
