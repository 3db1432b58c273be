import './sms.migration';
import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { HttpClient } from '@platform/http-client/http-client';
import { CodeSender } from './code-sender';
import { ConsoleTransport } from './console-transport';
import { OffTransport } from './off-transport';
import { SmsConfig } from './sms.config';
import { SmsTransport } from './sms-transport';
import { SmsUserData } from './sms.user-data';
import { TextMessageDelivery } from './text-message-delivery';
import { TextMessageEntity } from './text-message.entity';
import { TextMessageLimits } from './text-message-limits';
import { TextMessageMetrics } from './text-message-metrics';
import { TextMessageRepository } from './text-message.repository';
import { TextMessages } from './text-messages';
import { TwilioTransport } from './twilio-transport';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([TextMessageEntity])],
  providers: [
    CodeSender,
    SmsConfig,
    SmsUserData,
    TextMessageDelivery,
    TextMessageLimits,
    TextMessageMetrics,
    TextMessageRepository,
    TextMessages,
    { provide: SmsTransport, inject: [SmsConfig, HttpClient], useFactory: transportFor },
  ],
  exports: [CodeSender, TextMessageLimits, TextMessages],
})
export class SmsModule {}

function transportFor(config: SmsConfig, httpClient: HttpClient): SmsTransport {
  const { sender, twilioUrl: url, twilioAccountSid, twilioAuthToken, twilioFrom } = config;
  if (sender === 'console') return new ConsoleTransport();
  if (sender === 'off' || !twilioAccountSid || !twilioAuthToken || !twilioFrom) return new OffTransport();
  const account = { url, accountSid: twilioAccountSid, authToken: twilioAuthToken, from: twilioFrom };
  return new TwilioTransport(account, httpClient);
}
