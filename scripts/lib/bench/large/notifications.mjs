// Notifications: a page of a large inbox, and a notification to many subscribers.
import { measureFanOut } from './notification-fan-out.mjs';
import { fillInboxes, importUsers, subscribeAll } from './notification-fill.mjs';
import { measureInboxPages } from './notification-pages.mjs';
import { defineTopic } from './notification-requests.mjs';

const INBOXES = 8;
const DEPTH = 0.9;

/** The first users own the inboxes, and all of them read their accounts while the subscribers are notified. */
export async function measureNotifications(context) {
  const { step, connection, installation, administrator, users, entries, subscribers } = context;
  const owners = users.slice(0, INBOXES);
  const depth = Math.floor(entries * DEPTH);
  const deep = await step(`Filling ${INBOXES} inboxes with ${entries.toLocaleString('en')} entries each`, async () => {
    const product = await installation.startWithCheapHashes();
    await defineTopic(product.url, administrator);
    const filling = { connection, administrator, owners, actors: users, entries, depth };
    const positions = await fillInboxes({ url: product.url, ...filling });
    await product.stop();
    return positions;
  });
  const pages = await step('Measuring pages of the inboxes', () =>
    measureInboxPages({ ...context, owners, depth, deep }),
  );
  await step(`Importing ${subscribers.toLocaleString('en')} subscribers`, async () => {
    await importUsers(context, subscribers);
    await subscribeAll(connection, users);
  });
  const fanOut = await step('Notifying the subscribers', () => measureFanOut(context));
  return { inboxes: INBOXES, pages, fanOut };
}
