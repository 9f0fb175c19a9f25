import pMap from "p-map";
import type { RunId, TenantId, UserId } from "#shared/domain/ids.ts";
import type { AppliedFacts } from "#shared/domain/outcome/run-facts.ts";
import type { Change, ChangeRecord, Conflict } from "#shared/domain/roster/change.ts";
import type { HeldChange } from "#shared/domain/safeguards/limits.ts";
import { isOutOfTime } from "#shared/domain/sync-error.ts";
import type { Deadline } from "#shared/ports/clock.ts";
import type { NumberedChange } from "#shared/ports/history.ts";
import type { LeaseKeeper } from "./lease-keeper.ts";
import type { StopWatch } from "./stop-watch.ts";
import type { SyncPorts } from "./sync-ports.ts";

/** Roster writes in flight at a time; DynamoDB's throttles slow them further. */
const writesInFlight = 32;
/** Changes after which their outcomes are written down; a killed run leaves at most these to be closed. */
const chunkSize = 256;

export interface ApplyRequest {
  readonly run: { readonly tenantId: TenantId; readonly runId: RunId };
  readonly mode: "apply" | "plan";
  readonly actor: UserId;
  readonly apply: readonly Change[];
  readonly held: readonly HeldChange[];
  readonly refused: readonly HeldChange[];
  readonly conflicts: readonly Conflict[];
  readonly keeper: LeaseKeeper;
  readonly deadline: Deadline;
  /** Awaited once everything is on record as intent and before the first user is changed. */
  readonly beforeFirstChange: () => Promise<void>;
  readonly watch: Pick<StopWatch, "look">;
}

export interface Applied extends AppliedFacts {
  /** All records of the run with their outcomes, in order. */
  readonly records: readonly ChangeRecord[];
  /** `open` when an outcome could not be learned or written: the next run closes it. */
  readonly intents: "closed" | "open";
}

/** Writes every record as intent, then makes the changes, then completes the records. In plan mode only the first. */
export async function recordAndApply(request: ApplyRequest, ports: SyncPorts): Promise<Applied> {
  const { run, mode, keeper } = request;
  const records = intentsOf(request, ports.clock.now().toISOString());
  if (records.length === 0) return { records, intents: "closed" };

  await keeper.report({ phase: "recording", done: 0, total: records.length });
  keeper.assertHeld();
  let isRecorded = false;
  try {
    await ports.history.writeChanges(run, records.map(numbered));
    isRecorded = true;
    if (mode === "apply" && request.apply.length > 0) await request.beforeFirstChange();
  } catch (error) {
    if (!isOutOfTime(error)) throw error;
    const stopped = (await request.watch.look()) === undefined ? "out-of-time" : "on-demand";
    return { records, isRecorded, intents: "closed", stopped };
  }
  if (mode === "plan") return { records, intents: "closed" };
  return applyInChunks({ request, records, ports });
}

/** Changes to apply come first, so that the number of a record is its place among them. */
function intentsOf({ mode, actor, apply, held, refused, conflicts }: ApplyRequest, at: string): ChangeRecord[] {
  const record = (change: Change & Partial<HeldChange>, outcome: "planned" | "held" | "refused"): ChangeRecord => {
    const { version: _, requires: __, cause: ___, ...kept } = change;
    return { mode, ...kept, actor, outcome, at };
  };
  return [
    ...apply.map((change) => record(change, "planned")),
    ...held.map((change) => record(change, "held")),
    ...refused.map((change) => record(change, "refused")),
    ...conflicts.map((one): ChangeRecord => ({ mode, ...one, before: {}, after: {}, actor, outcome: "conflict", at })),
  ];
}

function numbered(record: ChangeRecord, index: number): NumberedChange {
  return { number: index + 1, record };
}

interface ApplyState {
  readonly request: ApplyRequest;
  readonly records: ChangeRecord[];
  readonly ports: SyncPorts;
}

async function applyInChunks({ request, records, ports }: ApplyState): Promise<Applied> {
  const { run, apply, keeper, deadline, watch } = request;
  let stopped: Applied["stopped"];
  let unknown = 0;
  for (const [from, to] of chunksOf(apply)) {
    await keeper.report({ phase: "applying", done: from, total: apply.length });
    if ((await watch.look()) !== undefined) {
      stopped = "on-demand";
      break;
    }
    const done = await pMap(
      apply.slice(from, to),
      async (change, offset): Promise<NumberedChange | undefined> => {
        if (!keeper.isHeld()) stopped = "lease-lost";
        else if (deadline.remainingMs() <= 0) stopped ??= "out-of-time";
        const intent = records[from + offset];
        if (stopped !== undefined || intent === undefined) return undefined;
        const outcome = isReady(change, records) ? await applyOne(change, request, ports) : notReady;
        if (outcome.outcome === "planned") {
          unknown += 1;
          if (deadline.remainingMs() <= 0) stopped ??= "out-of-time";
        }
        const record: ChangeRecord = { ...intent, ...outcome, at: ports.clock.now().toISOString() };
        records[from + offset] = record;
        return { number: from + offset + 1, record };
      },
      { concurrency: writesInFlight },
    );
    try {
      await ports.history.writeChanges(
        run,
        done.filter((one) => one !== undefined),
      );
    } catch (fault) {
      const isTime = stopped === "out-of-time" || isOutOfTime(fault);
      return { records, intents: "open", ...(isTime ? { stopped: "out-of-time" } : { fault }) };
    }
    if (stopped !== undefined) break;
  }
  // Else the next tick would go on with what somebody wanted to end.
  if (stopped === "out-of-time" && (await watch.look()) !== undefined) stopped = "on-demand";
  const intents = unknown > 0 || stopped === "lease-lost" ? "open" : "closed";
  return { records, intents, ...(stopped === undefined ? {} : { stopped }) };
}

const notReady = {
  outcome: "failed",
  error: "the change of another user that has to come first was not made",
} as const;

/** Whether the change that has to come first was made; it is of another kind, hence in an earlier chunk. */
function isReady({ requires }: Change, records: readonly ChangeRecord[]): boolean {
  if (requires === undefined) return true;
  return records.some(({ userId, outcome }) => userId === requires && outcome === "applied");
}

/** Boundaries of chunks: one kind at a time, so that deactivations begin when everything else is done. */
function* chunksOf(changes: readonly Change[]): Generator<readonly [number, number]> {
  for (let from = 0; from < changes.length; ) {
    let to = from + 1;
    while (to - from < chunkSize && changes[to]?.kind === changes[from]?.kind) to += 1;
    yield [from, to];
    from = to;
  }
}

async function applyOne(
  change: Change,
  { run, actor }: ApplyRequest,
  { roster, clock }: SyncPorts,
): Promise<Pick<ChangeRecord, "outcome" | "error">> {
  try {
    const result = await roster.write(change, { ...run, actor, at: clock.now().toISOString() });
    return result === "applied"
      ? { outcome: "applied" }
      : { outcome: "conflict", error: "the user was changed by someone else meanwhile" };
  } catch (error) {
    const name = error instanceof Error ? error.name : "unknown error";
    if (isOutOfTime(error)) return unknownOutcome(name);
    // The answer may have been lost on its way back: the user tells.
    const user = await roster.get(run.tenantId, change.userId).catch(() => "unknown" as const);
    if (user === "unknown") return unknownOutcome(name);
    return user?.lastRunId === run.runId ? { outcome: "applied" } : { outcome: "failed", error: name };
  }
}

function unknownOutcome(name: string) {
  return { outcome: "planned", error: `${name}; whether the change was made is not known yet` } as const;
}
