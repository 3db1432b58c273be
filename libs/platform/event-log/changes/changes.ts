/** The values of fields before and after a change. They are personal, so the log stores them sealed. */
export type Changes = Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
