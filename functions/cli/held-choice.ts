import {
  formatCannotDecide,
  formatHeldAs,
  formatHeldChange,
  formatHeldDecision,
  formatProposal,
  protectAdvice,
} from "#functions/format/format-held.ts";
import { nameOf } from "#functions/format/format-value.ts";
import type { RunId } from "#shared/domain/ids.ts";
import type { HeldDecision } from "#shared/domain/safeguards/held-decision.ts";
import {
  type CannotDecide,
  type HeldList,
  type HeldRecord,
  heldListOf,
  type ProposedHeldDecision,
  proposeHeldDecision,
  storeHeldDecision,
} from "#shared/operator/held-list.ts";
import type { Cli, Session } from "./cli.ts";
import { exitCode, Failure, usageFailure } from "./failure.ts";

export interface HeldChoice {
  readonly kind: HeldDecision["kind"];
  readonly runId: RunId;
  /** User ids with commas between them; everybody whom the run holds where it is absent. */
  readonly only: string | undefined;
}

/** The held list of a run. @throws Failure where there is no such run */
export async function heldListFor(runId: RunId, { tenantId, ports }: Session): Promise<HeldList> {
  const list = await heldListOf({ tenantId, runId }, ports);
  if (list !== undefined) return list;
  throw usageFailure(`Tenant ${tenantId} has no run ${runId}: \`user-sync runs\` lists them.`);
}

/** Works out what is about to be decided. @throws Failure saying why it cannot be */
export function proposedFor(list: HeldList, { kind, runId, only }: HeldChoice): ProposedHeldDecision {
  const ids = only
    ?.split(/[,;\s]/)
    .map((id) => id.trim())
    .filter((id) => id !== "");
  const proposed = proposeHeldDecision({ kind, list, ...(ids === undefined ? {} : { only: ids }) });
  if (proposed.kind === "proposed") return proposed;
  throw cannotDecide(proposed, runId);
}

/** Shows whom a decision is about, and what it does. */
export async function showProposal(
  { list, proposed }: { readonly list: HeldList; readonly proposed: ProposedHeldDecision },
  { ports, tenantId }: Session,
  { output }: Cli,
): Promise<void> {
  const users = new Map((await ports.roster.list(tenantId)).map((user) => [user.userId, user]));
  const rowOf = (record: HeldRecord) => {
    const user = users.get(record.userId);
    return [
      record.userId,
      nameOf(user) ?? nameOf(record.after) ?? "",
      user?.email ?? record.after.email ?? "",
      formatHeldAs(record),
      formatHeldChange(record, user),
      record.reason,
    ];
  };
  output.table(
    [
      { title: "user", keep: true },
      { title: "name" },
      { title: "e-mail" },
      { title: "held as" },
      { title: "what" },
      { title: "why" },
    ],
    proposed.named.map(rowOf),
  );
  const before = formatHeldDecision(list, ports.clock.now());
  if (before !== undefined) output.line(before);
  for (const words of formatProposal(proposed)) output.line(words);
  const advice = protectAdvice(proposed.named);
  if (advice !== undefined) output.line(advice);
}

/** Stores what was confirmed. @throws Failure where a run has used an approval meanwhile */
export async function storeProposal(
  proposed: ProposedHeldDecision,
  { ports, onBehalf }: Session,
): Promise<HeldDecision> {
  const stored = await storeHeldDecision(proposed, onBehalf, ports);
  if (stored.kind === "decided") return stored.decision;
  throw cannotDecide(stored, proposed.decision.runId);
}

/** What was typed cannot be meant; or it could, and the list does not allow it. */
const usageKinds: readonly CannotDecide["kind"][] = ["dry-run", "nothing-held", "nobody", "unknown"];

function cannotDecide(why: CannotDecide, runId: RunId): Failure {
  const code = usageKinds.includes(why.kind) ? exitCode.usage : exitCode.attention;
  return new Failure(`${formatCannotDecide(why, runId)} Nothing was decided.`, { exitCode: code });
}
