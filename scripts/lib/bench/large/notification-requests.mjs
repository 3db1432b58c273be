// The requests of an app that sends notifications.
import { Failure } from '../../failure.mjs';

export const TOPIC = 'releases';
const TYPE = 'app.released';

/** Notifications of the topic only appear in the inbox: emails would be measured by their queue. */
export async function defineTopic(url, administrator) {
  const title = 'Version {{version}} is here';
  await call(url, administrator, 'PUT', `/v1/admin/notification-topics/${TOPIC}`, {
    names: [{ language: 'en', title: 'New releases', description: 'What is new in the app' }],
  });
  await call(url, administrator, 'PUT', `/v1/admin/notification-types/${TYPE}`, {
    topic: TOPIC,
    channels: [],
    fields: ['version'],
    texts: [{ language: 'en', title, text: '{{actor}} has published it. Read in {{app}} what is new.' }],
  });
}

/** Returns the ID of what was sent, which is delivered in the background. */
export async function send(url, administrator, to, { version, actorId }) {
  const body = { to, type: TYPE, data: { version }, ...(actorId && { actorId }) };
  return (await call(url, administrator, 'POST', '/v1/notifications', body)).id;
}

async function call(url, { accessToken }, method, path, body) {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Failure(`${path} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

/** The first page of an inbox, or the one after a cursor. */
export async function readInbox(url, { accessToken }, query = '') {
  const answer = await fetch(`${url}/v1/me/notifications${query}`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  if (!answer.ok) throw new Failure(`A page of an inbox was answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
