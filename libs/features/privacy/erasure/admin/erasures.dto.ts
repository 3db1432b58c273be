import {
  BooleanField,
  ChoiceField,
  IdField,
  IntegerField,
  ShapeField,
  ShapeListField,
  TextField,
  TimeField,
} from '@platform/http/fields/fields';
import { NEXT_CURSOR, PageQuery } from '@platform/http/paging/page';
import { ERASURE_STATES, REQUESTER_KINDS, type ErasureState, type RequesterKind } from '../erasures/erasure-state';

const EXAMPLE = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f';
const STATE = {
  values: ERASURE_STATES,
  description: 'The progress of the request. A scheduled one begins at `erasureAt`, unless there is a legal hold.',
  example: 'scheduled',
};
const REQUESTER = {
  values: REQUESTER_KINDS,
  description:
    'Who requested the deletion. `ledger`: the user was erased before, and a restored backup brought data back.',
  example: 'user',
};
const ROWS = { min: 0, max: Number.MAX_SAFE_INTEGER };
const TABLE = { max: 64, description: 'The table.', example: 'users_account' };
const DATABASE = { values: ['main', 'keys'], description: 'The database of the table.', example: 'main' };
const PROVIDER = { max: 64, description: 'The kind of user data.', example: 'users.account' };

export class HoldOnErasureDto {
  @TextField({ max: 500, description: 'The reason.', example: 'Court order 12 O 345/26.' })
  reason: string;

  @TimeField({ description: 'The start of the hold.', example: '2026-11-20T20:15:00.000Z' })
  since: string;
}

export class ErasureDto {
  @IdField({ description: 'The ID of the request.', example: EXAMPLE })
  id: string;

  @IdField({ description: 'The user.', example: EXAMPLE })
  userId: string;

  @ChoiceField(STATE)
  state: ErasureState;

  @ChoiceField(REQUESTER)
  requestedByKind: RequesterKind;

  @IdField({ nullable: true, description: 'The user or the API key that requested it.', example: EXAMPLE })
  requestedBy: string | null;

  @TextField({
    max: 500,
    nullable: true,
    description: 'The reason that the administrator gave. It is erased with the account.',
    example: 'Requested by the account owner by phone.',
  })
  reason: string | null;

  @TimeField({ description: 'The time of the request.', example: '2026-11-20T20:15:00.000Z' })
  requestedAt: string;

  @TimeField({ nullable: true, description: 'The end of the grace period.', example: '2026-12-04T20:15:00.000Z' })
  erasureAt: string | null;

  @IdField({ nullable: true, description: 'The administrator or app that approved it.', example: null })
  approvedBy: string | null;

  @TimeField({ nullable: true, description: 'The time at which it was erased or cancelled.', example: null })
  endedAt: string | null;

  @ShapeListField(() => HoldOnErasureDto, {
    maxItems: 100,
    description: 'The legal holds that postpone it.',
    example: [],
  })
  holds: HoldOnErasureDto[];
}

export class ErasureListDto {
  @ShapeListField(() => ErasureDto, { maxItems: 100, description: 'The requests, newest first.' })
  items: ErasureDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}

export class ErasuresQuery extends PageQuery {
  @ChoiceField({ ...STATE, optional: true, description: 'Only requests in this state.' })
  state?: ErasureState;
}

export class CertifiedTableDto {
  @TextField(PROVIDER)
  provider: string;

  @ChoiceField(DATABASE)
  database: string;

  @TextField(TABLE)
  table: string;

  @IntegerField({ ...ROWS, description: 'The rows that were found before the erasure.', example: 1 })
  rows: number;

  @IntegerField({ ...ROWS, description: 'The rows that were found after the erasure.', example: 0 })
  rowsLeft: number;
}

export class CertifiedFilesDto {
  @TextField(PROVIDER)
  provider: string;

  @IntegerField({ ...ROWS, description: 'The files that were removed.', example: 1 })
  files: number;
}

export class KeptColumnDto {
  @ChoiceField(DATABASE)
  database: string;

  @TextField({ ...TABLE, example: 'event_log' })
  table: string;

  @TextField({ max: 64, description: 'The column that still contains the ID of the user.', example: 'subject_id' })
  column: string;

  @TextField({ max: 500, description: 'The reason.', example: 'The log is append-only.' })
  reason: string;
}

export class ErasureCertificateDto {
  @IdField({ description: 'The ID of the request.', example: EXAMPLE })
  id: string;

  @IdField({ description: 'The erased user.', example: EXAMPLE })
  userId: string;

  @TextField({ max: 2000, description: 'The URL of this installation.', example: 'https://id.example.com' })
  issuer: string;

  @TimeField({ description: 'The time of the request.', example: '2026-11-20T20:15:00.000Z' })
  requestedAt: string;

  @ChoiceField(REQUESTER)
  requestedBy: RequesterKind;

  @BooleanField({ description: 'Whether a second administrator approved it.', example: false })
  approved: boolean;

  @TimeField({ description: 'The time of the erasure.', example: '2026-12-04T20:16:00.000Z' })
  erasedAt: string;

  @TextField({ max: 2000, description: 'The legal basis.', example: 'Article 17 of the GDPR' })
  legalBasis: string;

  @BooleanField({ description: 'Whether the key that sealed the private data is destroyed.', example: true })
  keyDestroyed: boolean;

  @IntegerField({ ...ROWS, description: 'The rows that were found after the erasure, in all tables.', example: 0 })
  rowsLeft: number;

  @ShapeListField(() => CertifiedTableDto, { maxItems: 1000, description: 'All tables with data of users.' })
  tables: CertifiedTableDto[];

  @ShapeListField(() => CertifiedFilesDto, { maxItems: 1000, description: 'The files that were removed.' })
  files: CertifiedFilesDto[];

  @ShapeListField(() => KeptColumnDto, { maxItems: 1000, description: 'The columns that keep the ID of the user.' })
  kept: KeptColumnDto[];
}

export class CertificateSignatureDto {
  @TextField({ max: 10, description: 'The algorithm, always `Ed25519`.', example: 'Ed25519' })
  algorithm: string;

  @TextField({ max: 64, description: 'The ID of the key.', example: '5f0c1d2e3a4b' })
  keyId: string;

  @TextField({ max: 43, description: 'The public key.', example: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })
  publicKey: string;

  @TextField({ max: 86, description: 'The signature of the certificate.', example: 'Qm9…' })
  signature: string;
}

export class SignedCertificateDto {
  @ShapeField(() => ErasureCertificateDto, { description: 'The certificate.' })
  certificate: ErasureCertificateDto;

  @ShapeField(() => CertificateSignatureDto, {
    description: 'The signature. `userkeep verify certificate` verifies it without a connection.',
  })
  signature: CertificateSignatureDto;
}
