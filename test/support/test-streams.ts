import { StreamClient, type StreamEvent, type StreamOptions } from './stream-client';
import type { TestApi, TestUser } from './test-api';

/** The streams that a test opens. */
export class TestStreams {
  private readonly open: StreamClient[] = [];

  readonly on = async (
    { url }: Pick<TestApi, 'url'>,
    { token, lastEventId, headers, query }: StreamOptions,
  ): Promise<StreamClient> => {
    const client = await StreamClient.open(url, { token, lastEventId, headers, query });
    this.open.push(client);
    return client;
  };

  stop(): void {
    for (const client of this.open.splice(0)) client.stop();
  }
}

export async function setBioOn(node: TestApi, { token }: TestUser, bio: string): Promise<void> {
  const { status } = await node.call('PATCH', '/v1/me', { token, body: { bio } });
  if (status !== 200) throw new Error(`Changing the profile was answered ${status}.`);
}

export function bioOf({ data }: StreamEvent): string {
  return data.bio as string;
}
