import type { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import { publishedLimits } from "#test/simulators/ringcentral/rate-limits.ts";

const windowMs = 60_000;
const ringCxTokenMs = 300_000;
const rowsOnAPage = 1_000;
/** What the program allows to be under way at once: its own bounds, everything else is a limit of the server. */
const underWay = { ringCx: 16, rosterWrites: 32 };
/** Up to this many RingCX calls the second reading repeats everything (design 4.1). */
const repeatsAllUpTo = 100;

const ringEx = "platform GET /restapi/v1.0/account/~";
const ringCx = "ringcx GET /voice/api/integration/v1/admin";
const exchangeName = "ringcx POST /api/auth/login/rc/accesstoken?includeRefresh=true";
const tokenName = "platform POST /restapi/oauth/token";

/** What a run cannot do without before, between and after its calls to RingCentral, one after the other. */
const awsChain = {
  before: [
    "dynamodb GetItem user-sync-history", // the lease, read and taken
    "dynamodb PutItem user-sync-history",
    "dynamodb PutItem user-sync-history", // the run's record
    "ssm GetParametersByPath", // beside the settings item
    "dynamodb GetItem user-sync-organization", // what the settings refer to
    "secretsmanager GetSecretValue",
  ],
  roster: ["dynamodb Query user-sync-roster"],
  changes: {
    intents: "dynamodb BatchWriteItem user-sync-history",
    write: "dynamodb PutItem user-sync-roster",
    outcomes: "dynamodb BatchWriteItem user-sync-history",
  },
  after: [
    "dynamodb Query user-sync-history", // approvals
    "dynamodb PutItem user-sync-history", // the run's record
    "dynamodb DeleteItem user-sync-history", // the lease
  ],
} as const;

export interface FloorRequest {
  readonly organisation: Organisation;
  readonly latency: (name: string) => number;
  /** Sub-accounts in which somebody was last seen who has left since; empty where nobody has. */
  readonly leftSubAccountIds: ReadonlySet<string>;
  readonly changes: number;
}

/**
 * The shortest time, in ms, that any program could take for a run, told from the organisation, the published limits
 * and the latencies alone. A limit of L calls in any 60 s lets call n start no earlier than floor((n - 1) / L) minutes
 * after the first. So
 *
 *     floor = AWS calls before + login + max(RingEX, exchange + RingCX) + AWS calls after
 *     RingEX, RingCX = max(the longest chain of calls that need each other's answers,
 *                          60 s * floor((calls - 1) / L) + the shortest answer of the list that ends it)
 *
 * with L = 40 for the pages of RingEX and 120 for RingCX, whose calls include one refresh for every 5 minutes that a
 * token lives and, where somebody has left, the second reading. Two bounds are the program's own: at most 16 calls to
 * RingCX and 32 writes to the roster are under way at once, so that a list of agents' lists takes at least a 16th of
 * the sum of their latencies. They decide only below a minute's worth of calls.
 */
export function runFloorMs({ organisation, latency, leftSubAccountIds, changes }: FloorRequest): number {
  const sumOf = (names: readonly string[]) => sum(names.map(latency));
  const reading = ringCxFloorMs({ organisation, latency, leftSubAccountIds });
  const directory = Math.max(ringExFloorMs({ organisation, latency }), latency(exchangeName) + reading);
  return (
    sumOf(awsChain.before) +
    latency(tokenName) +
    directory +
    sumOf(awsChain.roster) +
    changesMs() +
    sumOf(awsChain.after)
  );

  function changesMs(): number {
    if (changes === 0) return 0;
    const { intents, write, outcomes } = awsChain.changes;
    return latency(intents) + Math.ceil(changes / underWay.rosterWrites) * latency(write) + latency(outcomes);
  }
}

type Reading = Pick<FloorRequest, "organisation" | "latency">;

/** From the login's answer to the last page. */
function ringExFloorMs({ organisation, latency }: Reading): number {
  const pages = Math.max(1, Math.ceil(organisation.extensions.length / rowsOnAPage));
  const answers = Array.from({ length: pages }, (_, index) =>
    latency(`${ringEx}/extension?perPage=${rowsOnAPage}&page=${index + 1}`),
  );
  const [first = 0, ...others] = answers;
  return Math.max(first + longest(others), waitMs(pages, publishedLimits.medium) + shortest(answers));
}

/** From the exchange's answer to the last list of agents, second reading included. */
function ringCxFloorMs(request: Reading & Pick<FloorRequest, "leftSubAccountIds">): number {
  const { organisation, latency, leftSubAccountIds } = request;
  const { mainAccountId } = organisation;
  const subAccounts = [...organisation.subAccounts.values()].map(({ id, groups }) => {
    const agentGroups = `${ringCx}/accounts/${id}/agentGroups`;
    const lists = [...groups.keys()].map((group) => latency(`${agentGroups}/${group}/agents`));
    return { id, lists, groupsMs: latency(agentGroups), chainMs: latency(agentGroups) + longest(lists) };
  });
  const callsOf = (read: typeof subAccounts) => read.reduce((sum, { lists }) => sum + 1 + lists.length, 0);
  const administrators = latency(`${ringCx}/users/${mainAccountId}`);
  const listed = latency(`${ringCx}/accounts/${mainAccountId}/subaccounts`);
  const firstCalls = 2 + callsOf(subAccounts);
  const repeatsAll = firstCalls <= repeatsAllUpTo;
  const repeated =
    leftSubAccountIds.size === 0 ? [] : subAccounts.filter(({ id }) => repeatsAll || leftSubAccountIds.has(id));
  const repeatsAdministrators = repeatsAll && repeated.length > 0;
  const atLeast = (read: typeof subAccounts) =>
    Math.max(
      longest(read.map(({ chainMs }) => chainMs)),
      shortest(read.map(({ groupsMs }) => groupsMs)) + sum(read.flatMap(({ lists }) => lists)) / underWay.ringCx,
    );

  const chainMs =
    Math.max(administrators, listed + atLeast(subAccounts)) +
    Math.max(repeatsAdministrators ? administrators : 0, atLeast(repeated));
  const calls = firstCalls + callsOf(repeated) + (repeatsAdministrators ? 1 : 0);
  const last = shortest(subAccounts.flatMap(({ lists }) => lists));
  return Math.max(chainMs, waitMs(withRefreshes(calls), publishedLimits.ringcx) + last);
}

/** A reading longer than a token's life needs another one, which costs a call of the same limit. */
function withRefreshes(calls: number): number {
  let all = calls;
  for (let known = -1; known !== all; ) {
    known = all;
    all = calls + Math.floor(waitMs(known, publishedLimits.ringcx) / ringCxTokenMs);
  }
  return all;
}

function waitMs(calls: number, limit: number): number {
  return windowMs * Math.floor((calls - 1) / limit);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function shortest(answers: readonly number[]): number {
  return answers.length === 0 ? 0 : Math.min(...answers);
}

function longest(answers: readonly number[]): number {
  return Math.max(0, ...answers);
}
