import { type SourceId, sourceId, type TenantId, userId } from "#shared/domain/ids.ts";
import type { Choice, ConflictDecision, ConflictDecisions } from "#shared/domain/roster/change.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { Decisions } from "#shared/ports/decisions.ts";
import { entriesOf, expiresAt } from "./history-entry.ts";
import type { Item } from "./plain-item.ts";
import { seenOf } from "./roster-item.ts";
import type { TableOptions } from "./table.ts";
import { Table } from "./table.ts";

const prefix = "decision#";
const choices: readonly string[] = ["same", "new", "link"] satisfies Choice[];

/** The approvals table: `decision#<sourceId>`, written by a person and read by every run. */
export class DynamoDbDecisions implements Decisions {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(options: TableOptions) {
    this.#table = new Table(options);
    this.#clock = options.clock;
  }

  async list(tenantId: TenantId): Promise<ConflictDecisions> {
    const decisions = new Map<SourceId, ConflictDecision>();
    for await (const page of this.#table.query(entriesOf(tenantId, prefix))) {
      for (const item of page) {
        const decision = decisionOf(item);
        if (decision !== undefined) decisions.set(sourceId(String(item.entry).slice(prefix.length)), decision);
      }
    }
    return decisions;
  }

  async decide(tenantId: TenantId, source: SourceId, decision: ConflictDecision): Promise<void> {
    await this.#table.put({ ...keyOf(tenantId, source), ...decision, expiresAt: expiresAt(this.#clock.now()) });
  }

  async takeBack(tenantId: TenantId, source: SourceId): Promise<boolean> {
    const deleted = await this.#table.delete(keyOf(tenantId, source), { expression: "attribute_exists(#entry)" });
    return deleted === "written";
  }
}

function keyOf(tenantId: TenantId, source: SourceId) {
  return { tenantId, entry: `${prefix}${source}` };
}

/** What lacks something decides nothing. */
function decisionOf({ kind, userId: user, seen, by, at }: Item): ConflictDecision | undefined {
  if (typeof kind !== "string" || !choices.includes(kind) || typeof at !== "string") return undefined;
  if (typeof seen !== "object" || seen === null || Array.isArray(seen)) return undefined;
  return {
    kind: kind as Choice,
    ...(typeof user === "string" ? { userId: userId(user) } : {}),
    seen: seenOf(seen as Readonly<Record<string, unknown>>),
    by: typeof by === "string" ? by : "",
    at,
  };
}
