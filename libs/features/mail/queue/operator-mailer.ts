import { Injectable } from '@nestjs/common';
import { parseEmail } from '@platform/email/email-address.rule';
import { Transactions } from '@platform/persistence/transactions';
import { Mailer, type OutgoingMail } from './mailer';

/** The operator has no account, and so no language of their own. */
const LANGUAGE = 'en';

/** Enqueues a mail to the address that the operator has configured. */
@Injectable()
export class OperatorMailer {
  constructor(
    private readonly mailer: Mailer,
    private readonly transactions: Transactions,
  ) {}

  /** Has no effect if no address is configured. */
  async send<Name extends string>(
    address: string | undefined,
    { mail, values }: Pick<OutgoingMail<Name>, 'mail' | 'values'>,
  ): Promise<void> {
    const to = parseEmail(address);
    if (!to) return;
    await this.transactions.run(() => this.mailer.send({ mail, to, language: LANGUAGE, userId: null, values }));
  }
}
