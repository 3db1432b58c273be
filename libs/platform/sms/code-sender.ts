import { Injectable } from '@nestjs/common';
import type { SessionId, UserId } from '@platform/ids/ids';
import type { OneTimeKind } from '@platform/one-time/one-time-kind';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import type { MobileNumber } from '@platform/phone/mobile-number.rule';
import { codeMessage } from './code-message.rule';
import type { CodeKind } from './text-message.entity';
import { TextMessages } from './text-messages';

export interface OutgoingCode {
  readonly kind: OneTimeKind;
  /** What it is for: the text says so, and each purpose has limits of its own. */
  readonly purpose: CodeKind;
  readonly to: MobileNumber;
  /** The name of the app. */
  readonly app: string;
  readonly language: string;
  /** Only the newest code of a holder is valid. */
  readonly holder: string;
  readonly userId: UserId;
  /** The session that requested the code, if any. The code expires with it. */
  readonly sessionId?: SessionId | undefined;
  readonly payload: object;
}

/** Sends a code for one use as a text message. Must run in a transaction, so that every issued code is also sent. */
@Injectable()
export class CodeSender {
  constructor(
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly messages: TextMessages,
  ) {}

  /** Sends nothing if the hourly limit of the holder is reached. The last code then stays valid. */
  async send({ kind, purpose, to, app, language, holder, userId, sessionId, payload }: OutgoingCode): Promise<void> {
    const issued = await this.oneTimeTokens.issue(kind, { holder, userId, sessionId, payload });
    if (!issued) return;
    const text = codeMessage(language, { purpose, app, code: issued.code, minutes: kind.minutes });
    await this.messages.send({ kind: purpose, to, text, userId, minutes: kind.minutes });
  }
}
