import type { ScopeError } from "#shared/domain/directory/reading.ts";
import type { Learn } from "#shared/domain/outcome/run-facts.ts";
import type { Plan } from "#shared/domain/plan/plan.ts";
import { planUndo, type UndoPlan } from "#shared/domain/plan/undo.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { Progress, SyncEvent } from "#shared/domain/run/run.ts";
import type { LimitsInput } from "#shared/domain/safeguards/limits.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Deadline } from "#shared/ports/clock.ts";
import type { Directory, LoginOccasion } from "#shared/ports/directory.ts";
import { checkedCredentials } from "#shared/tenant/credentials.ts";
import type { LeaseKeeper } from "./lease-keeper.ts";
import { readAndPlan } from "./read-and-plan.ts";
import type { SyncPorts } from "./sync-ports.ts";

/** What a run decides on, wherever it comes from. */
export interface View {
  readonly plan: LimitsInput["plan"] & UndoPlan & Partial<Pick<Plan, "protectedAbsent" | "upkeep">>;
  readonly roster: readonly RosterUser[];
  /** Scopes that could not be read. */
  readonly scopeErrors: readonly ScopeError[];
}

interface ViewRequest {
  readonly event: SyncEvent;
  readonly settings: Settings;
  readonly deadline: Deadline;
  readonly learn: Learn;
  readonly keeper: LeaseKeeper;
  readonly ports: SyncPorts;
}

/** What the directory asks for or, of an undo, what an earlier run changed. */
export function viewOf(request: ViewRequest): Promise<View> {
  return request.event.trigger === "undo" ? viewOfUndo(request) : viewOfDirectory(request);
}

async function viewOfDirectory({ event, settings, deadline, learn, keeper, ports }: ViewRequest): Promise<View> {
  const credentials = await checkedCredentials(settings.tenantId, { ...ports, learn });
  const directory = ports.connectDirectory({ settings, credentials, deadline, occasion: occasionOf(event) });
  keeper.follow(() => progressOfReading(directory));
  try {
    const observed = await readAndPlan({ directory, roster: ports.roster, decisions: ports.decisions, settings });
    await keeper.report({ phase: "planning", done: 0, total: observed.plan.people });
    return observed;
  } finally {
    learn({ calls: directory.calls(), waitedMs: directory.waitedMs() });
  }
}

/** A run that a person has started logs in at a press; only what is due at a set time may try what was refused. */
function occasionOf({ trigger, scheduledFor }: SyncEvent): LoginOccasion {
  if (trigger !== "schedule") return { kind: "press" };
  return { kind: "schedule", ...(scheduledFor === undefined ? {} : { scheduledFor }) };
}

/** Calls made, of those that are known to be needed by now. */
function progressOfReading(directory: Directory): Progress {
  const { ringCentral, ringCx } = directory.calls();
  const done = ringCentral + ringCx;
  return { phase: "reading", done, total: done + directory.callsLeft() };
}

async function viewOfUndo({ event, settings, ports }: ViewRequest): Promise<View> {
  const undone = event.undoOf === undefined ? undefined : await ports.history.run(event.tenantId, event.undoOf);
  if (undone === undefined || undone.mode !== "apply") {
    throw new SyncError("SETTINGS_INVALID", `undoOf: ${event.undoOf} is not the id of an apply run of this tenant`);
  }
  const records = (await ports.history.readChanges(event.tenantId, undone.runId)).map(({ record }) => record);
  const roster = await ports.roster.list(event.tenantId);
  return { plan: planUndo({ records, roster, settings }), roster, scopeErrors: [] };
}
