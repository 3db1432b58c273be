import { Global, Module } from '@nestjs/common';
import { FileStore } from './file-store';
import { FolderFileStore } from './folder-file-store';
import { UnfinishedFilesCleanUp } from './unfinished-files.clean-up';

@Global()
@Module({
  providers: [UnfinishedFilesCleanUp, { provide: FileStore, useClass: FolderFileStore }],
  exports: [FileStore],
})
export class FilesModule {}
