/** The table and column of a sealed value. It cannot be opened for any other column. */
export interface Place {
  readonly table: string;
  readonly column: string;
}
