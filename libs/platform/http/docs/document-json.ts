/** A part of an OpenAPI document, which the code walks and builds without types. */
// oxlint-disable-next-line typescript/no-explicit-any -- a type for every part would only repeat the specification
export type Json = Record<string, any>;
