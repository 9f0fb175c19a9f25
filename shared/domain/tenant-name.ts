/** What a tenant id may look like: it becomes part of parameter names, of secret names and of keys. */
export const tenantIdExpected = "1 to 64 letters, digits, dots, hyphens or underscores";

/** Whether a text can be a tenant id. */
export function isTenantId(text: string): boolean {
  return /^[A-Za-z0-9._-]{1,64}$/u.test(text);
}
