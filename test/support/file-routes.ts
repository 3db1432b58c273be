import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { FileStore } from '@platform/files/file-store';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { createHttpApp } from '@platform/http/create-http-app';
import { Downloads } from '@platform/http/downloads/downloads';
import type { Upload } from '@platform/http/uploads/upload';
import { UploadBody } from '@platform/http/uploads/upload-body';
import { openPlatform } from '@platform/open-platform';
import { ApiModule } from '../../apps/api/api.module';
import type { TestApi } from './test-api';

export const MAX_BYTES = 2 * 1024 * 1024;
const types = ['image/png', 'image/gif', 'text/plain'];

/** Routes that store and return files, with hooks for tests. */
@Controller('v1/test/files')
export class FileRoutes {
  /** The handler calls this for each chunk instead of storing it. */
  onChunk: ((bytes: number, reply: FastifyReply) => Promise<void> | void) | undefined;

  constructor(
    private readonly files: FileStore,
    private readonly downloads: Downloads,
  ) {}

  @Post(':id')
  @ForEveryone()
  @Operation({ id: 'testUpload', summary: 'Store a file', status: 201, upload: { types, maxBytes: MAX_BYTES } })
  async store(@Param('id') id: string, @UploadBody() upload: Upload) {
    const { declaredType, type } = upload;
    return { declaredType, type, ...(await this.files.put(id, upload.stream, { ifAbsent: true })) };
  }

  @Post(':id/hurried')
  @ForEveryone()
  @Operation({
    id: 'testHurriedUpload',
    summary: 'Store a file that must arrive soon',
    status: 201,
    upload: { types, maxBytes: MAX_BYTES, seconds: 1 },
  })
  async storeHurried(@Param('id') id: string, @UploadBody() upload: Upload) {
    return this.store(id, upload);
  }

  @Post(':id/watched')
  @ForEveryone()
  @Operation({
    id: 'testWatchedUpload',
    summary: 'Read a file',
    status: 201,
    upload: { types, maxBytes: 64 * 1024 * 1024, seconds: 600 },
  })
  async watch(@UploadBody() upload: Upload, @Res({ passthrough: true }) reply: FastifyReply) {
    let bytes = 0;
    for await (const chunk of upload.stream) await this.onChunk?.((bytes += chunk.length), reply);
    return { bytes };
  }

  @Post(':id/ignored')
  @ForEveryone()
  @Operation({ id: 'testIgnoredUpload', summary: 'Ignore a file', status: 201, upload: { types, maxBytes: MAX_BYTES } })
  ignore(@UploadBody() upload: Upload) {
    return { type: upload.type };
  }

  @Post(':id/collected')
  @ForEveryone()
  @Operation({ id: 'testCollect', summary: 'Collect a file', status: 201, upload: { types, maxBytes: MAX_BYTES } })
  async collect(@UploadBody() upload: Upload) {
    return { bytes: (await upload.collect(10_000)).length };
  }

  @Get(':id')
  @ForEveryone()
  @Operation({
    id: 'testDownload',
    summary: 'Read a file',
    status: 200,
    mediaTypes: ['text/plain'],
    download: true,
  })
  async show(@Param('id') file: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const headers = { 'cache-control': 'private' };
    return this.downloads.answer(reply, {
      file,
      type: 'text/plain',
      disposition: 'attachment',
      name: 'Übung "1".txt',
      headers,
    });
  }
}

export interface FileApi {
  readonly url: string;
  readonly routes: FileRoutes;
  readonly files: FileStore;
  readonly app: NestFastifyApplication;
}

/** Starts another node of the product, with these additional routes. */
export async function startFileApi(api: TestApi, overrides: NodeJS.ProcessEnv = {}): Promise<FileApi> {
  const platform = ApiModule.over(await openPlatform({ ...api.settings, ...overrides }));
  const app = await createHttpApp({ module: class {}, imports: [platform], controllers: [FileRoutes] });
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl(), routes: app.get(FileRoutes), files: app.get(FileStore) };
}
