import type { ChangeRecord, Outcome, WriteKind } from "#shared/domain/roster/change.ts";
import { type ChangeCounts, noChanges, type RunStatus } from "./summary.ts";

const severity: readonly RunStatus[] = ["succeeded", "skipped", "partial", "held", "failed"];

/** Worst wins: failed > held > partial > skipped > succeeded. */
export function worst(statuses: readonly RunStatus[]): RunStatus {
  return statuses.reduce((a, b) => (severity.indexOf(b) > severity.indexOf(a) ? b : a), "succeeded");
}

const counterOf: { readonly [Kind in WriteKind]: keyof ChangeCounts } = {
  create: "created",
  link: "linked",
  update: "updated",
  reactivate: "reactivated",
  deactivate: "deactivated",
};

/** Counts what was done, or, in plan mode, what would be. */
export function countChanges(
  records: readonly Pick<ChangeRecord, "kind" | "outcome" | "mode">[],
  { unchanged }: { readonly unchanged: number },
): ChangeCounts {
  const counts: { -readonly [Key in keyof ChangeCounts]: number } = { ...noChanges, unchanged };
  for (const { kind, outcome, mode } of records) {
    const counter = counterFor({ kind, outcome, mode });
    if (counter !== undefined) counts[counter] += 1;
  }
  return counts;
}

function counterFor({ kind, outcome, mode }: { kind: ChangeRecord["kind"]; outcome: Outcome; mode: "apply" | "plan" }) {
  if (kind === "conflict" || outcome === "conflict") return "conflicts";
  if (outcome === "held") return "held";
  if (outcome === "refused") return undefined;
  if (outcome === "failed") return "failed";
  // In an apply run a change that is still planned was not reached.
  return outcome === "applied" || mode === "plan" ? counterOf[kind] : undefined;
}
