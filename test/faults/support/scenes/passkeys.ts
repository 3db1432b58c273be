import { SoftwareAuthenticator } from '@test/support/software-authenticator';
import type { Meaning } from '../valid-request';
import type { Wire } from '../wire';
import type { Scene } from '../world';

interface Person {
  readonly token: string;
}

export function passkeyScenes(wire: Wire): Scene {
  const passkeys = new PasskeyScenes(wire);
  return async (operationId, caller, world) => {
    switch (operationId) {
      case 'signInWithPasskey':
        return passkeys.signIn(await world.person());
      case 'createPasskey':
        return passkeys.registration(caller);
      case 'updatePasskey':
      case 'deletePasskey':
        return passkeys.existing(await world.signIn(caller.email));
      default:
        return undefined;
    }
  };
}

/** Creates the passkeys that requests need. */
class PasskeyScenes {
  constructor(private readonly wire: Wire) {}

  /** For `signInWithPasskey`: a signed challenge of a passkey of this user. */
  async signIn(person: Person): Promise<Meaning> {
    const authenticator = new SoftwareAuthenticator(originOf(person));
    await this.add(person, authenticator);
    const { challengeToken, options } = await this.post('/v1/auth/passkeys/options', {});
    return { body: { challengeToken, response: authenticator.get(options) } };
  }

  /** For `createPasskey`. Empty if the caller may not start a registration: then the request is rejected anyway. */
  async registration(person: Person): Promise<Meaning> {
    const begun = await this.begin(person);
    if (!begun) return {};
    const { challengeToken, options } = begun;
    return { body: { challengeToken, response: new SoftwareAuthenticator(originOf(person)).create(options) } };
  }

  /** The path of an existing passkey. */
  async existing(person: Person): Promise<Meaning> {
    return { path: { id: await this.add(person, new SoftwareAuthenticator(originOf(person))) } };
  }

  private async add(person: Person, authenticator: SoftwareAuthenticator): Promise<string> {
    const { challengeToken, options } = await this.begin(person);
    const body = { challengeToken, response: authenticator.create(options) };
    return (await this.post('/v1/me/passkeys', body, person.token)).id as string;
  }

  /** Deletes the user's passkeys when the limit is reached, because some callers make many requests. */
  private async begin({ token }: Person): Promise<any> {
    const path = '/v1/me/passkeys';
    const begun = await this.post(`${path}/options`, undefined, token);
    if (begun) return begun;
    const { items = [] } = (await this.send('GET', `${path}?limit=100`, undefined, token)) ?? {};
    for (const { id } of items as { id: string }[]) await this.send('DELETE', `${path}/${id}`, undefined, token);
    return this.post(`${path}/options`, undefined, token);
  }

  private post(path: string, body: unknown, token?: string): Promise<any> {
    return this.send('POST', path, body, token);
  }

  private async send(method: string, path: string, body: unknown, token?: string): Promise<any> {
    const headers = {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const answer = await this.wire.send({
      method,
      path,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return answer.status < 300 ? answer.body : undefined;
  }
}

/** The product's tokens contain its own URL. */
function originOf({ token }: Person): string {
  const { iss } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { iss: string };
  return new URL(iss).origin;
}
