import { Suppressions } from '@features/mail/suppression/suppressions';
import { SuppressionRepository } from '@features/mail/suppression/suppression.repository';
import { parseEmail, type EmailAddress } from '@platform/email/email-address.rule';
import { Database } from '@platform/persistence/database';
import { sendgridReport } from '@test/support/report-providers';
import type { TestApi } from '@test/support/test-api';
import type { Meaning } from '../valid-request';
import type { Person, Scene } from '../world';

/** Returns the ID of the suppression of the address of this user. */
async function suppressed({ app }: TestApi, { email }: Person): Promise<string> {
  const address = parseEmail(email) as EmailAddress;
  const report = { reason: 'bounce', provider: 'ses', diagnostic: null } as const;
  await app.get(Database).transactions.run(() => app.get(Suppressions).suppress(address, report));
  const [suppression] = await app.get(SuppressionRepository).ofAddress(address.identity);
  return suppression?.id ?? '';
}

/** Signed in its own headers, because the specs send different values of `Authorization`. */
function signedReport(): Meaning {
  const { provider, raw, headers } = sendgridReport([]);
  return { path: { provider }, raw: Buffer.from(raw), headers };
}

export function mailScenes(api: TestApi): Scene {
  return async (operationId, caller, world): Promise<Meaning | undefined> => {
    switch (operationId) {
      case 'receiveEmailReport':
        return signedReport();
      case 'deleteOwnEmailSuppression':
        await suppressed(api, caller);
        return {};
      case 'deleteEmailSuppression':
        return { path: { id: await suppressed(api, await world.person()) } };
      default:
        return undefined;
    }
  };
}
