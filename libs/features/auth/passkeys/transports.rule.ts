const KNOWN: readonly string[] = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'];

/** Returns the transports of an authenticator that the client sent, without unknown ones. */
export function knownTransports(value: unknown): string[] {
  return Array.isArray(value) ? KNOWN.filter((transport) => value.includes(transport)) : [];
}
