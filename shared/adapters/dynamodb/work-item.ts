import type { TenantId } from "#shared/domain/ids.ts";
import { workArea } from "#shared/names.ts";

/** Key of an entry in the area of a tenant that is about asking RingCentral. */
export function lookupKey(tenantId: TenantId, entry: string): { readonly area: string; readonly entry: string } {
  return { area: `${workArea.lookup}${tenantId}`, entry };
}

/** Key of an entry in the area of a tenant by which its runs are controlled. */
export function controlKey(tenantId: TenantId, entry: string): { readonly area: string; readonly entry: string } {
  return { area: `${workArea.control}${tenantId}`, entry };
}

/** The attribute by which DynamoDB deletes an item some time after an instant. */
export function expiresAfter(instant: Date): { readonly expiresAt: number } {
  return { expiresAt: Math.ceil(instant.getTime() / 1_000) };
}
