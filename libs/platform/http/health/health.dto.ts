import { TOLERATED_SKEW_MS } from '@platform/cluster-notifications/clock-skew.rule';
import { BooleanField, ChoiceField, IntegerField, ShapeField, ShapeListField, TextField } from '../fields/fields';

export class LiveDto {
  @ChoiceField({ values: ['live'], description: 'The process is running.', example: 'live' })
  state: 'live';
}

export class DependencyDto {
  @TextField({ max: 60, description: 'The name of the dependency.', example: 'database' })
  name: string;

  @ChoiceField({ values: ['up', 'down'], description: 'Whether the dependency is available.', example: 'up' })
  state: 'up' | 'down';
}

/** An upper limit that no real clock skew exceeds: ten years. */
const MAX_SKEW_MS = 315_360_000_000;

export class ClockDto {
  @ChoiceField({
    values: ['ok', 'warning', 'unknown'],
    description: "Whether this process's clock is close enough to the database's clock. This does not affect `ready`.",
    example: 'ok',
  })
  state: 'ok' | 'warning' | 'unknown';

  @IntegerField({
    min: -MAX_SKEW_MS,
    max: MAX_SKEW_MS,
    nullable: true,
    description:
      "How many milliseconds this process's clock is ahead of the database's clock; null before the first measurement.",
    example: 3,
  })
  skewMs: number | null;

  @IntegerField({
    min: 0,
    max: MAX_SKEW_MS,
    description: 'Codes from authenticator apps and ID tokens from providers are accepted up to this skew.',
    example: TOLERATED_SKEW_MS,
  })
  toleratedMs: number;
}

export class ReadyDto {
  @BooleanField({ description: 'Whether this node is ready for requests.', example: true })
  ready: boolean;

  @ShapeListField(() => DependencyDto, {
    maxItems: 50,
    description:
      'The dependencies of this process. `master-keys` is down while the process cannot decrypt a key; its log says which master key is missing.',
    example: [{ name: 'database', state: 'up' }],
  })
  dependencies: DependencyDto[];

  @ShapeField(() => ClockDto, {
    description: "This process's clock.",
    example: { state: 'ok', skewMs: 3, toleratedMs: TOLERATED_SKEW_MS },
  })
  clock: ClockDto;
}
