import type { DirectoryReading } from "#shared/domain/directory/reading.ts";
import type { TenantId, UserId } from "#shared/domain/ids.ts";
import { userIdOfSource } from "#shared/domain/ids.ts";
import { applyLimits } from "#shared/domain/plan/limits.ts";
import type { StoredRun } from "#shared/domain/run/run.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Deadline } from "#shared/ports/clock.ts";
import type { Directory } from "#shared/ports/directory.ts";
import type { ChangeOfRun } from "#shared/ports/history.ts";
import { readAndPlan } from "#shared/run/read-and-plan.ts";
import { approvedLists } from "#shared/tenant/approved-lists.ts";
import { storedSettings } from "#shared/tenant/checked-settings.ts";
import { checkedCredentials } from "#shared/tenant/credentials.ts";
import { nothingWasRead, viewerTurnMinutes } from "#shared/tenant/reading-turns.ts";
import type { ReadOnlyPorts } from "./operator-ports.ts";
import { type NotRead, type Story, storiesOf, storiesOfRoster } from "./story.ts";

/** A change of the past with the run that made it, which may be older than the history. */
export interface PastChange extends ChangeOfRun {
  readonly run?: StoredRun;
}

/** One human's story: now, next, and the past, newest first. */
export interface PersonStory extends Story {
  readonly past: readonly PastChange[];
}

interface Request {
  readonly tenantId: TenantId;
  readonly who: string;
  readonly deadline: Deadline;
  /** Stories to tell at most. */
  readonly max: number;
}

type StoryPorts = Pick<
  ReadOnlyPorts,
  | "clock"
  | "settings"
  | "secrets"
  | "roster"
  | "decisions"
  | "history"
  | "approvals"
  | "leases"
  | "connectDirectory"
  | "turns"
  | "config"
>;

const maxChanges = 100;

/** Whom a text means, as far as could be told. */
export interface Explanation {
  readonly stories: readonly PersonStory[];
  readonly found: number;
  /** Then nobody's absence from RingCentral is known. */
  readonly notRead?: NotRead;
}

/** Everybody whom a text means. Where the directory cannot be read, the roster and the history still tell. */
export async function personStories(request: Request, ports: StoryPorts): Promise<Explanation> {
  const { told, notRead } = await storiesNow(request, ports);
  const stories = told.slice(0, request.max);
  return {
    stories: await Promise.all(stories.map((story) => withPast(story, request.tenantId, ports))),
    found: told.length,
    ...(notRead === undefined ? {} : { notRead }),
  };
}

interface Told {
  readonly told: readonly Story[];
  readonly notRead?: NotRead;
}

async function storiesNow({ tenantId, who, deadline }: Request, ports: StoryPorts): Promise<Told> {
  const roster = await ports.roster.list(tenantId);
  const fromRoster = (notRead: NotRead): Told => ({ told: storiesOfRoster(who, { roster, notRead }), notRead });
  const parsed = await storedSettings(tenantId, ports);
  if (parsed.kind === "faulty") {
    const names = parsed.faults.map(({ attribute }) => attribute).join(", ");
    return fromRoster({ cause: `the settings cannot be used: ${names}` });
  }
  const lease = await ports.leases.read(tenantId);
  if (lease !== undefined && lease.until > ports.clock.now().toISOString()) {
    // Both would count against one limit, and a run must not be slowed down by a question.
    return fromRoster({ cause: `run ${lease.runId} is going on`, retryAt: lease.until });
  }
  const nextTurn = await ports.turns.take(tenantId);
  if (nextTurn !== undefined) {
    const cause = `it was read for this page less than ${viewerTurnMinutes} minutes ago`;
    return fromRoster({ cause, retryAt: nextTurn });
  }
  try {
    return { told: storiesOf(who, await look(parsed.settings, { deadline, ports })) };
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    if (nothingWasRead(error)) await ports.turns.giveBack(tenantId);
    const { retryAt } = error.details;
    return fromRoster({
      cause: `${error.code}: ${error.message}`,
      ...(typeof retryAt === "string" ? { retryAt } : {}),
    });
  }
}

/** The same reading, plan and safeguards as a run's. */
async function look(settings: Settings, { deadline, ports }: { deadline: Deadline; ports: StoryPorts }) {
  const { tenantId } = settings;
  const credentials = await checkedCredentials(tenantId, ports);
  const connected = ports.connectDirectory({ settings, credentials, deadline });
  let reading: DirectoryReading | undefined;
  const directory: Directory = {
    read: async () => {
      reading = await connected.read();
      return reading;
    },
    readAgain: (request) => connected.readAgain(request),
    ringCxCallsOfFirstReading: () => connected.ringCxCallsOfFirstReading(),
    calls: () => connected.calls(),
    waitedMs: () => connected.waitedMs(),
    callsLeft: () => connected.callsLeft(),
  };
  const { plan, roster } = await readAndPlan({ directory, roster: ports.roster, decisions: ports.decisions, settings });
  if (reading === undefined) throw new Error("The directory was planned with and not read.");
  const limited = applyLimits({ plan, roster, settings, approved: await approvedLists(tenantId, ports) });
  return { reading, plan, limited };
}

async function withPast(story: Story, tenantId: TenantId, { history }: StoryPorts): Promise<PersonStory> {
  const ids = new Set<UserId>(story.users.map(({ userId }) => userId));
  // Somebody who is not in the roster may have been planned, or held, under the id that a create would give.
  if (ids.size === 0 && story.person !== undefined) ids.add(userIdOfSource(story.person.sourceId));
  const changes = await Promise.all([...ids].map((userId) => history.changesOfUser(tenantId, userId, maxChanges)));
  const newestFirst = changes
    .flat()
    .sort((left, right) => right.runId.localeCompare(left.runId, "en") || right.number - left.number);
  const runIds = [...new Set(newestFirst.map(({ runId }) => runId))];
  const runs = new Map(await Promise.all(runIds.map(async (id) => [id, await history.run(tenantId, id)] as const)));
  return {
    ...story,
    past: newestFirst.map((change) => {
      const run = runs.get(change.runId);
      return { ...change, ...(run === undefined ? {} : { run }) };
    }),
  };
}
