import type { TenantId } from "#shared/domain/ids.ts";
import type { ReadOnlyPorts } from "#shared/operator/operator-ports.ts";
import type { Standing } from "./layout.ts";

/** The run that is going on and the next one. */
export async function readStanding(
  tenantId: TenantId,
  { leases, schedules }: Pick<ReadOnlyPorts, "leases" | "schedules">,
): Promise<Standing> {
  const [lease, states] = await Promise.all([leases.read(tenantId), schedules.readAll([tenantId])]);
  const nextRunAt = states.get(tenantId)?.nextRunAt;
  return { ...(lease === undefined ? {} : { lease }), ...(nextRunAt === undefined ? {} : { nextRunAt }) };
}
