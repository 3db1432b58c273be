import './users.migration';
import './phone/phone.migration';
import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PersonalReads } from '@platform/access/personal-reads';
import { AccountEntity, EmailIndexEntity } from './account/account.entity';
import { LastActive } from './account/last-active';
import { NameKeyRepository } from './account/name-key.repository';
import { NameKeys } from './account/name-keys';
import { ExpiredSuspensions } from './account/expired-suspensions';
import { SuspensionEntity } from './account/suspension.entity';
import { SuspensionRepository } from './account/suspension.repository';
import { AccountRepository } from './account/account.repository';
import { AccountService } from './account/account.service';
import { UsernameRemovalGate } from './account/username-removal-gate';
import { AccountStates } from './account/account-states';
import { AccountView } from './account/account-view';
import { EmailChanger } from './account/email-changer';
import { EmailIndexRepository } from './account/email-index.repository';
import { EmailReindex } from './account/email-reindex';
import { EmailReindexRepository } from './account/email-reindex.repository';
import { MeController } from './account/me.controller';
import { UserLanguage } from './account/user-language';
import { UserReader } from './account/user-reader';
import { UserRegistrar } from './account/user-registrar';
import { AccountSearchRepository } from './admin/search/account-search.repository';
import { SearchQueue } from './admin/search/search-queue';
import { AccountSearch } from './admin/search/account-search';
import { AccountSources } from './admin/search/account-sources';
import { AdminPersonalService } from './admin/admin-personal.service';
import { AdminSearchService } from './admin/admin-search.service';
import { AdminUsersController } from './admin/admin-users.controller';
import { AdminUsersService } from './admin/admin-users.service';
import { AdminView } from './admin/admin-view';
import { AttributeSchemaCache } from './attributes/attribute-schema-cache';
import { AttributeChangeAccess } from './attributes/attribute-change-access';
import { AttributeSchemaController } from './attributes/attribute-schema.controller';
import { AttributeSchemaEntity } from './attributes/attribute-schema.entity';
import { AttributeSchemaRepository } from './attributes/attribute-schema.repository';
import { AttributeSchemaService } from './attributes/attribute-schema.service';
import { UserVersions } from './admin/user-versions';
import { MoreRights } from './admin/more-rights';
import { AvatarCleaner } from './avatar/avatar-cleaner';
import { AvatarEncoder } from './avatar/avatar-encoder';
import { AvatarFileController } from './avatar/avatar-file.controller';
import { AvatarController } from './avatar/avatar.controller';
import { ProfileNames } from './account/profile-names';
import { ProfileStream } from './account/profile-stream';
import { AvatarService } from './avatar/avatar.service';
import { DecodeQueue } from './avatar/decode-queue';
import { UsersController } from './directory/users.controller';
import { ImportedUserRepository } from './import/imported-user.repository';
import { UserImporter } from './import/user-importer';
import { AdminPersonalController } from './admin/admin-personal.controller';
import { PersonalController } from './personal/personal.controller';
import { PersonalEntity } from './personal/personal.entity';
import { PersonalRepository } from './personal/personal.repository';
import { PersonalService } from './personal/personal.service';
import { PHONE_USER_DATA } from './phone/phone.user-data';
import { PhoneEntity } from './phone/phone.entity';
import { PhoneRepository } from './phone/phone.repository';
import { VerifiedPhones } from './phone/verified-phones';
import { RecordedReads } from './personal/recorded-reads';
import { AccountUserData, PersonalUserData, SUSPENSIONS_USER_DATA } from './users.user-data';

/** Accounts, public profiles and personal information. Global because it provides the platform's `PersonalReads`. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forFeature([
      AccountEntity,
      AttributeSchemaEntity,
      EmailIndexEntity,
      PersonalEntity,
      PhoneEntity,
      SuspensionEntity,
    ]),
  ],
  controllers: [
    AdminPersonalController,
    AdminUsersController,
    AttributeSchemaController,
    AvatarController,
    AvatarFileController,
    MeController,
    PersonalController,
    UsersController,
  ],
  providers: [
    AccountRepository,
    AccountSearch,
    AccountSearchRepository,
    AccountSources,
    AccountService,
    AccountStates,
    ProfileNames,
    ProfileStream,
    AccountView,
    AdminSearchService,
    AdminPersonalService,
    AdminUsersService,
    AdminView,
    MoreRights,
    AttributeSchemaCache,
    AttributeChangeAccess,
    AttributeSchemaRepository,
    AttributeSchemaService,
    AvatarCleaner,
    AvatarEncoder,
    AvatarService,
    DecodeQueue,
    EmailChanger,
    EmailIndexRepository,
    EmailReindex,
    EmailReindexRepository,
    ImportedUserRepository,
    ExpiredSuspensions,
    LastActive,
    NameKeyRepository,
    NameKeys,
    PersonalRepository,
    PersonalService,
    PHONE_USER_DATA,
    PhoneRepository,
    SearchQueue,
    SuspensionRepository,
    UserImporter,
    UserLanguage,
    UserReader,
    UsernameRemovalGate,
    UserRegistrar,
    UserVersions,
    VerifiedPhones,
    AccountUserData,
    PersonalUserData,
    SUSPENSIONS_USER_DATA,
    { provide: PersonalReads, useClass: RecordedReads },
  ],
  exports: [
    AccountStates,
    EmailChanger,
    LastActive,
    MoreRights,
    PersonalReads,
    ProfileNames,
    UserImporter,
    UserLanguage,
    UserReader,
    UsernameRemovalGate,
    UserRegistrar,
    VerifiedPhones,
  ],
})
export class UsersModule {}
