import { createHmac, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OAuth2Issuer, OAuth2Service } from 'oauth2-mock-server';
import type { Forgery, Mood, ToProvider } from './openid-provider';

/** An OpenID provider as a process of its own, well and ill as it is told. */
const issuer = new OAuth2Issuer();
const service = new OAuth2Service(issuer);
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
let mood: Mood = {};
/** How things were when each code was handed out, and who was there. */
const moods = new Map<string, Mood>();
const asked: string[] = [];

service.on('beforeAuthorizeRedirect', ({ url }: { url: URL }) => {
  moods.set(url.searchParams.get('code') ?? '', mood);
  if (!mood.sendsBack) return;
  url.searchParams.delete('code');
  for (const [name, value] of Object.entries(mood.sendsBack)) url.searchParams.set(name, value);
});

interface Answered {
  statusCode: number;
  body: unknown;
}

service.on('beforeResponse', (response: Answered, { body }: { body: { code: string } }) => {
  const { claims, answers, forgery, withoutIdToken } = moods.get(body.code) ?? {};
  if (answers) Object.assign(response, { statusCode: answers.status, body: answers.body });
  const tokens = response.body as { id_token?: string };
  if (tokens.id_token) tokens.id_token = written({ ...payloadOf(tokens.id_token), ...claims }, { forgery });
  if (withoutIdToken) delete tokens.id_token;
});

const server = createServer((request, response) => {
  const path = (request.url ?? '').split('?')[0] ?? '';
  asked.push(path);
  if (mood.silentAt?.includes(path)) return;
  const isBroken = mood.brokenAt?.includes(path);
  if (!isBroken && !mood.rambling?.includes(path)) return service.requestHandler(request, response);
  response.writeHead(isBroken ? 500 : 200, { 'content-type': 'application/json' }).end('<');
});

/** By hand: whoever signs properly refuses to sign what is wrong. */
function written(claims: object, { forgery, type = 'JWT' }: { forgery?: Forgery; type?: string }): string {
  const [jwk] = issuer.keys.toJSON(true);
  const kid = forgery === 'unknown key' ? 'nobody-s' : jwk?.kid;
  const alg = forgery === 'none' ? 'none' : forgery === 'shared secret' ? 'HS256' : 'RS256';
  const text = `${encode({ alg, kid, typ: type })}.${encode(claims)}`;
  if (forgery === 'none') return `${text}.`;
  if (forgery === 'shared secret')
    return `${text}.${createHmac('sha256', 'google-secret').update(text).digest('base64url')}`;
  const own = createPrivateKey({ key: jwk as never, format: 'jwk' });
  return `${text}.${sign('sha256', Buffer.from(text), forgery ? stranger : own).toString('base64url')}`;
}

function payloadOf(token: string): object {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

process.on('message', ({ id, be, mint }: ToProvider) => {
  if (be) mood = be;
  const now = Math.floor(Date.now() / 1000);
  const claims: Record<string, unknown> = { iss: issuer.url, iat: now, exp: now + 600, ...mint?.claims };
  for (const name of mint?.without ?? []) delete claims[name];
  const token = mint && written(claims, mint);
  process.send?.({ id, token, asked: asked.splice(0) });
});

void (async () => {
  await issuer.keys.generate('RS256');
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.send?.({ id: 0, url: issuer.url });
})();
