import type { TenantId, UserId } from "#shared/domain/ids.ts";
import { userIdOfSource } from "#shared/domain/ids.ts";
import type { StoredRun } from "#shared/domain/run/run.ts";
import type { Deadline } from "#shared/ports/clock.ts";
import type { ChangeOfRun } from "#shared/ports/history.ts";
import { type LookPorts, lookNow } from "./look.ts";
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

type StoryPorts = LookPorts & Pick<ReadOnlyPorts, "history">;

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

async function storiesNow({ who, ...request }: Request, ports: StoryPorts): Promise<Told> {
  const looked = await lookNow(request, ports);
  if (looked.kind === "seen") return { told: storiesOf(who, looked) };
  return { told: storiesOfRoster(who, looked), notRead: looked.notRead };
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
