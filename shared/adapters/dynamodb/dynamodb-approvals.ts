import type { RunId, TenantId } from "#shared/domain/ids.ts";
import { runId, userId } from "#shared/domain/ids.ts";
import { type HeldDecision, maxNamed } from "#shared/domain/safeguards/held-decision.ts";
import { inForceAt, restOf, type StoredDecisions, thatCounts } from "#shared/domain/safeguards/which-decision.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Approvals, Use } from "#shared/ports/approvals.ts";
import type { Clock } from "#shared/ports/clock.ts";
import { entriesOf, expiresAt } from "./history-entry.ts";
import type { Item } from "./plain-item.ts";
import type { TableOptions } from "./table.ts";
import { Table } from "./table.ts";

type Kind = HeldDecision["kind"];

/** The approvals table: `approval#<runId>` and `refusal#<runId>`, written by people; a run notes what it used. */
export class DynamoDbApprovals implements Approvals {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(options: TableOptions) {
    this.#table = new Table(options);
    this.#clock = options.clock;
  }

  async find(tenantId: TenantId, about: RunId): Promise<HeldDecision | "void" | undefined> {
    const { stored, isVoid } = await this.#stored(tenantId, about);
    return thatCounts(stored) ?? (isVoid ? "void" : undefined);
  }

  async inForce(tenantId: TenantId, now: Date): Promise<readonly HeldDecision[]> {
    const runs = new Map<RunId, StoredDecisions>();
    for (const kind of ["approval", "refusal"] as const) {
      for await (const page of this.#table.query(entriesOf(tenantId, `${kind}#`))) {
        for (const item of page) {
          const decision = decisionOf(kind, item);
          if (decision === undefined) continue;
          runs.set(decision.runId, { ...runs.get(decision.runId), [kind]: decision });
        }
      }
    }
    const inOrder = [...runs].toSorted(([one], [other]) => (one < other ? -1 : 1));
    return inOrder.flatMap(([, stored]) => inForceAt(stored, now) ?? []);
  }

  async decide(tenantId: TenantId, { runId: about, kind, ...decision }: HeldDecision): Promise<"decided" | "used"> {
    const item = { ...decision, ...keyOf(tenantId, kind, about), expiresAt: expiresAt(this.#clock.now()) };
    if (kind === "approval") {
      const written = await this.#table.put(item, { expression: "attribute_not_exists(#usedBy)" });
      if (written === "refused") return "used";
      await this.#table.delete(keyOf(tenantId, "refusal", about), { expression: "attribute_exists(#entry)" });
      return "decided";
    }
    const before = await this.#table.get(keyOf(tenantId, "approval", about));
    if (before?.usedBy !== undefined) return "used";
    await this.#table.put(item);
    if (before === undefined) return "decided";
    // A run that has read the approval and not begun under it yet finds it gone.
    const deleted = await this.#table.delete(keyOf(tenantId, "approval", about), {
      expression: "attribute_not_exists(#usedBy)",
    });
    if (deleted === "written") return "decided";
    await this.#table.delete(keyOf(tenantId, "refusal", about), { expression: "attribute_exists(#entry)" });
    return "used";
  }

  async reopen(tenantId: TenantId, about: RunId): Promise<"refusal" | "rest" | "nothing"> {
    const counting = thatCounts((await this.#stored(tenantId, about)).stored);
    if (counting === undefined) return "nothing";
    if (counting.kind === "refusal") {
      const key = keyOf(tenantId, "refusal", about);
      const deleted = await this.#table.delete(key, { expression: "attribute_exists(#entry)" });
      return deleted === "written" ? "refusal" : "nothing";
    }
    if (restOf(counting) === undefined) return "nothing";
    const opened = await this.#table.update(
      keyOf(tenantId, "approval", about),
      { expression: "SET #restOpen = :open", values: { ":open": true } },
      { expression: "#at = :at", values: { ":at": counting.at } },
    );
    return opened === "written" ? "rest" : "nothing";
  }

  async use(tenantId: TenantId, approved: RunId, { usedBy, before = usedBy, at }: Use): Promise<void> {
    const isFree = "attribute_not_exists(#usedBy) OR #usedBy = :usedBy OR #usedBy = :before";
    const isSame = at === undefined ? "attribute_exists(#entry)" : "#at = :at";
    const used = await this.#table.update(
      keyOf(tenantId, "approval", approved),
      { expression: "SET #usedBy = :usedBy", values: { ":usedBy": usedBy } },
      {
        expression: `${isSame} AND (${isFree})`,
        values: { ":before": before, ...(at === undefined ? {} : { ":at": at }) },
      },
    );
    if (used === "written") return;
    throw new SyncError(
      "INTERNAL",
      `The approval of run ${approved} is gone, was replaced, or was used by another run meanwhile`,
      { details: { approved, usedBy } },
    );
  }

  async #stored(tenantId: TenantId, about: RunId): Promise<{ stored: StoredDecisions; isVoid: boolean }> {
    const [approvalItem, refusalItem] = await Promise.all([
      this.#table.get(keyOf(tenantId, "approval", about)),
      this.#table.get(keyOf(tenantId, "refusal", about)),
    ]);
    const approval = approvalItem && decisionOf("approval", approvalItem);
    const refusal = refusalItem && decisionOf("refusal", refusalItem);
    return {
      stored: { ...(approval === undefined ? {} : { approval }), ...(refusal === undefined ? {} : { refusal }) },
      isVoid: approvalItem !== undefined || refusalItem !== undefined,
    };
  }
}

function keyOf(tenantId: TenantId, kind: Kind, about: RunId) {
  return { tenantId, entry: `${kind}#${about}` };
}

/** What names no list, no instant, or not whom it is about, decides nothing. */
function decisionOf(kind: Kind, item: Item): HeldDecision | undefined {
  const { entry, digest, by, at, usedBy, restOpen } = item;
  if (typeof digest !== "string" || typeof at !== "string" || Number.isNaN(Date.parse(at))) return undefined;
  const named = namedIn(item);
  if (named === undefined || (usedBy !== undefined && typeof usedBy !== "string")) return undefined;
  const approval: Pick<HeldDecision, "restOpen" | "usedBy"> = {
    ...(restOpen === true ? { restOpen: true } : {}),
    ...(usedBy === undefined ? {} : { usedBy: runId(usedBy) }),
  };
  return {
    kind,
    runId: runId(String(entry).slice(kind.length + 1)),
    digest,
    ...named,
    by: typeof by === "string" ? by : "",
    at,
    ...(kind === "approval" ? approval : {}),
  };
}

function namedIn({ userIds, except }: Item): Pick<HeldDecision, "userIds" | "except"> | undefined {
  if (userIds === undefined && except === undefined) return {};
  const [name, ids] = userIds === undefined ? (["except", except] as const) : (["userIds", userIds] as const);
  if (userIds !== undefined && except !== undefined) return undefined;
  if (!Array.isArray(ids) || ids.length > maxNamed || !ids.every((id) => typeof id === "string")) return undefined;
  return { [name]: ids.map((id: string) => userId(id)) };
}
