import { Injectable } from '@nestjs/common';
import type { Channel } from '@platform/notifications/channels';
import type { ChannelSender } from './channel-sender';

/** The senders that are configured, each registered by its channel. */
@Injectable()
export class ChannelSenders {
  private readonly senders = new Map<Channel, ChannelSender>();

  register(channel: Channel, sender: ChannelSender): void {
    this.senders.set(channel, sender);
  }

  of(channel: Channel): ChannelSender | undefined {
    return this.senders.get(channel);
  }
}
