import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForPermission } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { IfMatch, type ExpectedVersion } from '@platform/http/serialization/if-match';
import { CommunicationsProblems } from '../communications.errors';
import { MANAGE_NOTIFICATIONS } from '../communications.permissions';
import { NOTIFICATIONS_ADMIN } from '../communications.tags';
import { PutTopicDto, TopicDto, TopicListDto } from './topics.dto';
import { TopicsService } from './topics.service';

@ApiTags(NOTIFICATIONS_ADMIN)
@Controller('v1/admin/notification-topics')
export class TopicsController {
  constructor(private readonly topics: TopicsService) {}

  @Get()
  @ForPermission(MANAGE_NOTIFICATIONS)
  @Operation({
    id: 'listNotificationTopics',
    summary: 'List the topics of notifications',
    status: 200,
    answer: TopicListDto,
  })
  list() {
    return this.topics.list();
  }

  @Get(':topic')
  @ForPermission(MANAGE_NOTIFICATIONS)
  @Operation({
    id: 'getNotificationTopic',
    summary: 'Read a topic of notifications',
    status: 200,
    answer: TopicDto,
    etag: true,
  })
  read(@Param('topic') topic: string) {
    return this.topics.read(topic);
  }

  @Put(':topic')
  @ForPermission(MANAGE_NOTIFICATIONS)
  @Operation({
    id: 'setNotificationTopic',
    summary: 'Create or change a topic to which users can subscribe',
    status: 200,
    answer: TopicDto,
    etag: true,
    ifMatch: true,
    refuses: [CommunicationsProblems.built_in_topic, CommunicationsProblems.too_many_topics],
  })
  define(@Param('topic') topic: string, @Body() content: PutTopicDto, @IfMatch() expected?: ExpectedVersion) {
    return this.topics.define(topic, content, expected);
  }

  @Delete(':topic')
  @ForPermission(MANAGE_NOTIFICATIONS)
  @Operation({
    id: 'deleteNotificationTopic',
    summary: 'Delete a topic and all its subscriptions',
    description: 'A notification that is being sent to it reaches no further subscribers.',
    status: 204,
    ifMatch: true,
    refuses: [CommunicationsProblems.built_in_topic, CommunicationsProblems.topic_in_use],
  })
  async remove(@Param('topic') topic: string, @IfMatch() expected?: ExpectedVersion) {
    await this.topics.remove(topic, expected);
  }
}
