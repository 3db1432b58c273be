import { Links, Mailer } from '@features/mail';
import { parseEmail, type EmailAddress } from '@platform/email/email-address.rule';
import { Database } from '@platform/persistence/database';
import type { UserId } from '@platform/ids/ids';
import type { TestApi } from './test-api';
import { NewsMail, WelcomeMail } from './welcome-mail';

interface More {
  readonly language?: string;
  readonly userId?: UserId | null;
  readonly expiresAt?: Date;
  readonly name?: string;
  readonly code?: string;
  readonly link?: string;
  /** Runs before the commit; an error rolls the mail back. */
  readonly meanwhile?: () => Promise<void>;
}

/** Sends a mail as a feature does: in a transaction of the product. Returns the id of the mail. */
export async function sendMail(api: TestApi, address: string, more: More = {}): Promise<string> {
  const { language = 'en', userId = null, expiresAt, name = 'Ada', code = '1234 5678', meanwhile } = more;
  const link = more.link ?? api.app.get(Links).to('/welcome', 'to/ken');
  return api.app.get(Database).transactions.run(async () => {
    const to = parseEmail(address) as EmailAddress;
    const values = { name, link, code };
    const id = await api.app.get(Mailer).send({ mail: WelcomeMail, to, language, userId, values, expiresAt });
    await meanwhile?.();
    return id;
  });
}

export interface MailRow {
  readonly state: string;
  readonly attempts: number;
  readonly answer: string | null;
  readonly hasContent: boolean;
  readonly isSettled: boolean;
}

export async function mailRow(api: TestApi, id: string): Promise<MailRow | undefined> {
  const row = await api.app.get(Database).row<Record<string, unknown>>(
    `SELECT state, attempts, last_answer, content IS NOT NULL AS has_content, settled_at IS NOT NULL AS is_settled
     FROM mail_message WHERE id = UNHEX(REPLACE(?, '-', ''))`,
    [id],
  );
  return (
    row && {
      state: String(row.state),
      attempts: Number(row.attempts),
      answer: row.last_answer as string | null,
      hasContent: Number(row.has_content) === 1,
      isSettled: Number(row.is_settled) === 1,
    }
  );
}

/** Waits until the row of the mail meets the condition. */
export async function untilMail(api: TestApi, id: string, wanted: (row: MailRow) => boolean): Promise<MailRow> {
  const end = performance.now() + 20_000;
  for (;;) {
    const row = await mailRow(api, id);
    if (row && wanted(row)) return row;
    if (performance.now() > end) throw new Error(`The mail did not meet the condition: ${JSON.stringify(row)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Sends a mail that the user has neither requested nor needs. */
export async function sendNews(api: TestApi, address: string): Promise<string> {
  const to = parseEmail(address) as EmailAddress;
  const news = { mail: NewsMail, to, language: 'en', userId: null, values: { name: 'Ada' } };
  return api.app.get(Database).transactions.run(() => api.app.get(Mailer).send(news));
}
