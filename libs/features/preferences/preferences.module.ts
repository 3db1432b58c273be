import './preferences.migration';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UserPreferencesController } from './admin/user-preferences.controller';
import { UserPreferencesService } from './admin/user-preferences.service';
import { PreferenceVersions } from './admin/preference-versions';
import { NamespacesDocument } from './openapi/namespaces-document';
import { DocumentEntity } from './documents/document.entity';
import { DocumentRepository } from './documents/document.repository';
import { EndedSessions } from './documents/ended-sessions';
import { MyPreferencesService } from './documents/my-preferences.service';
import { PreferencesStream } from './documents/preferences-stream';
import { PreferencesReader } from './documents/preferences-reader';
import { PreferencesController } from './documents/preferences.controller';
import { PreferencesService } from './documents/preferences.service';
import { DocumentMigration } from './migration/document-migration';
import { MigrationController } from './migration/migration.controller';
import { MigrationService } from './migration/migration.service';
import { MisfitEntity } from './migration/misfit.entity';
import { MisfitRepository } from './migration/misfit.repository';
import { StoredValuesCheck } from './migration/stored-values-check';
import { NamespaceSchemas } from './namespaces/namespace-schemas';
import { PreferenceAccess } from './namespaces/preference-access';
import { PreferenceSchemaEntity } from './namespaces/preference-schema.entity';
import { PreferenceSchemaRepository } from './namespaces/preference-schema.repository';
import { PreferencesConfig } from './preferences.config';
import { PreferencesUserData } from './preferences.user-data';
import { ProductPreferences } from './product/product-preferences';
import { PreferenceSchemasController } from './schemas/preference-schemas.controller';
import { PreferenceSchemasService } from './schemas/preference-schemas.service';

@Module({
  imports: [TypeOrmModule.forFeature([DocumentEntity, MisfitEntity, PreferenceSchemaEntity])],
  controllers: [MigrationController, PreferencesController, PreferenceSchemasController, UserPreferencesController],
  providers: [
    DocumentMigration,
    DocumentRepository,
    EndedSessions,
    MigrationService,
    MisfitRepository,
    MyPreferencesService,
    NamespacesDocument,
    NamespaceSchemas,
    PreferenceAccess,
    PreferenceVersions,
    PreferenceSchemaRepository,
    PreferenceSchemasService,
    PreferencesConfig,
    PreferencesReader,
    PreferencesStream,
    PreferencesService,
    PreferencesUserData,
    ProductPreferences,
    StoredValuesCheck,
    UserPreferencesService,
  ],
  exports: [ProductPreferences],
})
export class PreferencesModule {}
