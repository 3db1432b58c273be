import { TOLERATED_SKEW_MS } from '@platform/cluster-notifications/clock-skew.rule';
import { BooleanField, ChoiceField, IntegerField, ShapeField, ShapeListField, TextField } from '../fields/fields';

export class LiveDto {
  @ChoiceField({ values: ['live'], description: 'The process answers.', example: 'live' })
  state: 'live';
}

export class DependencyDto {
  @TextField({ max: 60, description: 'What it is.', example: 'database' })
  name: string;

  @ChoiceField({ values: ['up', 'down'], description: 'Whether it answers.', example: 'up' })
  state: 'up' | 'down';
}

/** More than any two clocks differ by: ten years. */
const MOST_SKEW_MS = 315_360_000_000;

export class ClockDto {
  @ChoiceField({
    values: ['ok', 'warning', 'unknown'],
    description: 'Whether the clock of this process is close enough to that of the database. Does not affect `ready`.',
    example: 'ok',
  })
  state: 'ok' | 'warning' | 'unknown';

  @IntegerField({
    min: -MOST_SKEW_MS,
    max: MOST_SKEW_MS,
    nullable: true,
    description: "How many milliseconds this process's clock is ahead of the database's; null before it was measured.",
    example: 3,
  })
  skewMs: number | null;

  @IntegerField({
    min: 0,
    max: MOST_SKEW_MS,
    description: 'Up to this skew, codes of authenticator apps and ID tokens of providers are accepted.',
    example: TOLERATED_SKEW_MS,
  })
  toleratedMs: number;
}

export class ReadyDto {
  @BooleanField({ description: 'Whether requests should be sent here.', example: true })
  ready: boolean;

  @ShapeListField(() => DependencyDto, {
    maxItems: 50,
    description: 'Each thing this process needs.',
    example: [{ name: 'database', state: 'up' }],
  })
  dependencies: DependencyDto[];

  @ShapeField(() => ClockDto, {
    description: "This process's clock.",
    example: { state: 'ok', skewMs: 3, toleratedMs: TOLERATED_SKEW_MS },
  })
  clock: ClockDto;
}
