/** How long the rows of a table are kept. The retention job deletes older rows in small pieces. */
export interface RetentionDeclaration {
  /** The column with the time from which the days count. It has an index. */
  readonly since: string;
  /** With 0, rows are deleted at that time. */
  readonly days: number;
  /** What happens at that time, for the data map: `the end of the session`. */
  readonly event: string;
  /** Whether operators can choose another number of days. */
  readonly isAdjustable?: true;
  /** An SQL condition. Rows that do not match it are kept. */
  readonly where?: string;
}

/** How long the rows are kept, in words. */
export function retentionText({ event }: RetentionDeclaration, days: number): string {
  return days === 0 ? `until ${event}` : `until ${days === 1 ? 'one day' : `${days} days`} after ${event}`;
}
