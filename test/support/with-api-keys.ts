import type { TestUser } from './test-api';
import type { NodesWithMail } from './with-mail';

export const KEYS = '/v1/me/api-keys';

/** Helpers for the API keys of a user. */
export function apiKeysOn(nodes: () => NodesWithMail) {
  return {
    async make(user: TestUser, scopes: string[], more: object = {}) {
      const answer = await nodes().post(KEYS, { name: 'a script', scopes, ...more }, user.token);
      if (answer.status !== 201)
        throw new Error(`The creation of the key was answered ${answer.status}: ${answer.text}`);
      return answer.body as { id: string; key: string; prefix: string; createdAt: string; expiresAt: string };
    },
    call: (key: string, method = 'GET', path = '/v1/me', body?: object, node = nodes().api) =>
      node.call(method, path, { token: key, body }),
    list: async (user: TestUser) => (await nodes().read(user, KEYS)).body.items as { id: string }[],
  };
}
