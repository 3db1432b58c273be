import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { orAbsent } from '@platform/files/absent';
import { isId } from '@platform/ids/ids';
import { MailTransport, type Message } from '../delivery/mail-transport';
import type { MailSender } from '../delivery/mail-sender.rule';
import { linksIn } from './links-in.rule';

export interface ReceivedMail {
  readonly id: string;
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly date: string;
  readonly text: string;
  readonly html: string;
  readonly links: readonly string[];
}

const MAX_MAILS = 200;
const FILE = /^(?<id>[0-9a-f-]{36})\.json$/;

/**
 * Stores mails while no mail server is configured: one file per mail, because the worker that writes them can be
 * another process than the API that shows them. IDs are ordered by time, so the file names are as well.
 */
export class Mailbox extends MailTransport {
  constructor(
    private readonly folder: string,
    private readonly sender: MailSender,
    /** Whether mails are stored here and can be viewed. */
    readonly isOpen: boolean,
  ) {
    super();
  }

  async deliver(message: Message): Promise<string> {
    const { id, messageId, to, subject, text, html } = message;
    const from = `${this.sender.name} <${this.sender.address}>`;
    const mail: ReceivedMail = {
      id,
      messageId,
      from,
      to,
      subject,
      date: message.date.toISOString(),
      text,
      html,
      links: linksIn(text),
    };
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const file = join(this.folder, `${id}.json`);
    await writeFile(`${file}.draft`, JSON.stringify(mail), { mode: 0o600 });
    await chmod(`${file}.draft`, 0o600);
    await rename(`${file}.draft`, file);
    await this.removeOldest();
    return 'Stored in the mailbox.';
  }

  close(): void {}

  /** Newest first. */
  async list(): Promise<ReceivedMail[]> {
    const mails = await Promise.all((await this.ids()).map((id) => this.read(id)));
    return mails.filter((mail) => mail !== undefined);
  }

  async read(id: string): Promise<ReceivedMail | undefined> {
    if (!isId(id)) return undefined;
    const text = await orAbsent(readFile(join(this.folder, `${id}.json`), 'utf8'));
    return text === undefined ? undefined : (JSON.parse(text) as ReceivedMail);
  }

  private async removeOldest(): Promise<void> {
    for (const id of (await this.ids()).slice(MAX_MAILS)) await rm(join(this.folder, `${id}.json`), { force: true });
  }

  private async ids(): Promise<string[]> {
    const names = await readdir(this.folder).catch((): string[] => []);
    return names
      .flatMap((name) => FILE.exec(name)?.groups?.id ?? [])
      .sort()
      .reverse();
  }
}
