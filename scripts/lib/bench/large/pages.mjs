// The time of a page of the event log, by filter.
import { Failure } from '../../failure.mjs';
import { subjectCountOf, subjectOf } from './fill-log.mjs';

const REQUESTS = 300;
const WARM_UP = 30;

/** Returns [{ page, p50, p99 }]. The requests are sent one after another, for different users and times. */
export async function measurePages(url, { accessToken }, entries) {
  const subject = () => subjectOf(1 + Math.floor(Math.random() * (subjectCountOf(entries) - 1)));
  const time = () => new Date(Date.now() - Math.random() * 300 * 24 * 3_600_000).toISOString();
  const audit = (query) => () => `/v1/admin/audit?limit=50&${query()}`;
  const pages = {
    'of a user, newest first': audit(() => `subjectId=${subject()}`),
    'of a user, oldest first': audit(() => `subjectId=${subject()}&order=oldest`),
    'of a user with 1 % of all events': audit(() => `subjectId=${subjectOf(0)}&until=${time()}`),
    'of an actor': audit(() => `actorId=${subject()}`),
    'of a type, at a time': audit(() => `action=users.profile_changed&until=${time()}`),
    'of a user and a type': audit(() => `subjectId=${subject()}&action=auth.signed_in`),
    'of all, at a time': audit(() => `since=${time()}&order=oldest`),
    'after a position': () => `/v1/admin/events?limit=50&after=${Math.floor(Math.random() * (entries - 50))}`,
  };
  const results = [];
  for (const [page, path] of Object.entries(pages)) {
    const times = [];
    for (let n = 0; n < REQUESTS + WARM_UP; n++) {
      const begun = performance.now();
      const answer = await fetch(url + path(), { headers: { authorization: `Bearer ${accessToken}` } });
      const body = await answer.json();
      if (n >= WARM_UP) times.push(performance.now() - begun);
      if (answer.status !== 200 || body.items.length === 0)
        throw new Failure(`The page "${page}" was answered ${answer.status}: ${JSON.stringify(body).slice(0, 500)}`);
    }
    times.sort((a, b) => a - b);
    results.push({ page, p50: times[REQUESTS >> 1], p99: times[Math.floor(REQUESTS * 0.99)] });
  }
  return results;
}
