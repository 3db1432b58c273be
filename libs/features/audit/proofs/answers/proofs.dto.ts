import { ChoiceField, IntegerField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import { NEXT_CURSOR, PageQuery } from '@platform/http/paging/page';

const NOTE = {
  max: 20_000,
  description: 'The signed note of the checkpoint, with the signatures of the log and of witnesses.',
  example: 'api.example.com/audit/5f0c1d2e3a4b\n1204\nCsUY…\n\n— api.example.com/audit/5f0c1d2e3a4b Az3g…\n',
};

export class CheckpointDto {
  @TextField({
    max: 200,
    description: 'The log. There is a second one only if an operator began it after a rollback.',
    example: 'api.example.com/audit/5f0c1d2e3a4b',
  })
  origin: string;

  @IntegerField({
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    description: 'The number of events in the tree: all up to this position.',
    example: 1204,
  })
  size: number;

  @TextField({
    max: 44,
    description: 'The root hash of the tree, in base64.',
    example: 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=',
  })
  root: string;

  @TextField(NOTE)
  note: string;

  @TimeField({ description: 'The time of the signature.', example: '2026-11-20T20:15:00.000Z' })
  at: string;
}

export class CheckpointListDto {
  @ShapeListField(() => CheckpointDto, { maxItems: 100, description: 'The checkpoints, newest first.' })
  items: CheckpointDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}

export class CheckpointsQuery extends PageQuery {
  @ChoiceField({
    values: ['true', 'false'],
    optional: true,
    description: 'With `true`, only the newest checkpoint is returned, as the text of its signed note.',
    example: 'false',
  })
  latest?: 'true' | 'false';
}

export class LogKeyDto {
  @TextField({
    max: 300,
    description: 'The verifier key, in the form of C2SP signed-note.',
    example: 'api.example.com/audit/5f0c1d2e3a4b+4a3d6be1+AaE…',
  })
  verifierKey: string;

  @TimeField({ description: 'The time of creation.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string;
}

export class LogKeysDto {
  @ShapeListField(() => LogKeyDto, { maxItems: 1000, description: 'All keys of the log, the current one first.' })
  keys: LogKeyDto[];
}
