import { reasonCodes } from "#shared/domain/sync-error.ts";
import type { Item } from "#test/chaos/world/roster-journal.ts";
import type { SeenRun } from "#test/chaos/world/simulated-world.ts";
import type { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import type { RequestLogEntry, Strictness } from "#test/simulators/ringcentral/simulated-exchange.ts";
import { claim } from "./violation.ts";

/** What Lambda gives the sync. */
const longestMs = 900_000;

/** Checks what must hold for every run, however disturbed. @throws Violation */
export function checkRun(
  run: SeenRun,
  world: {
    readonly requests: readonly RequestLogEntry[];
    readonly organisation: Organisation;
    /** Texts that were sent to people meanwhile. */
    readonly alerts: readonly string[];
    /** In the field a 429 does not say how long its penalty is. */
    readonly strictness?: Strictness;
  },
): void {
  const runs = [run, ...(run.rival === undefined ? [] : [run.rival])];
  for (const one of runs) {
    checkEnd(one);
    checkLogins(one, world.requests);
  }
  checkPenalties(runs, world);
  checkOneAtATime(runs);
  checkLog(run, world);
}

function checkEnd({ name, end, startedAt, endedAt }: SeenRun): void {
  claim(
    "a run ends before Lambda ends it",
    endedAt - startedAt < longestMs,
    () => `${name}: ${endedAt - startedAt} ms`,
  );
  if (end.kind !== "rejected") return;
  const isKnown = (reasonCodes as readonly string[]).includes(end.error.name);
  claim("a failed run rejects with a reason code", isKnown, () => `${name}: ${end.error.stack}`);
}

/** One login, and another where a token is refused that was good when the run began, or a moment ago. */
function checkLogins({ name, calls }: SeenRun, requests: readonly RequestLogEntry[]): void {
  const ids = new Set(calls.map(({ id }) => id));
  const own = requests.filter(({ caller }) => ids.has(caller ?? ""));
  const isLogin = ({ path }: RequestLogEntry) => path.startsWith("/restapi/oauth/token");
  const answered = own.filter((request) => isLogin(request) && (request.status ?? 500) < 500 && request.status !== 429);
  const heard = answered.filter(({ caller }) => harmlessFor(calls.find(({ id }) => id === caller)));
  const isTokenRefused = own.some((request) => !isLogin(request) && request.status === 401);
  claim("at most one login per run", heard.length <= (isTokenRefused ? 2 : 1), () => `${name}: ${heard.length}`);
  claim(
    "a refused login is not sent again",
    heard.slice(0, -1).every(({ status }) => status === 200),
    () => `${name}: ${heard.map(({ status }) => status).join()}`,
  );
}

/** A login whose answer did not arrive whole may be sent again. */
function harmlessFor(call: SeenRun["calls"][number] | undefined): boolean {
  const kind = call?.fault?.kind;
  return kind === undefined || kind === "slow" || kind === "status";
}

/** For so long nobody asks RingEX again that has not said how long to wait. */
const untoldPenaltyMs = 30_000;

interface Requests {
  readonly requests: readonly RequestLogEntry[];
  readonly strictness?: Strictness;
}

/** No process sends a request while a penalty runs of which it has been told. */
function checkPenalties(runs: readonly SeenRun[], { requests, strictness = "documented" }: Requests): void {
  const isRunning = ({ at, host, insidePenalty }: RequestLogEntry, since: number): boolean =>
    strictness === "documented"
      ? insidePenalty && at > since
      : host === "platform" && at > since && at < since + untoldPenaltyMs;
  for (const { name, calls } of runs) {
    const byId = new Map(calls.map((call) => [call.id, call]));
    const toldAt = new Map<string, number>();
    for (const request of requests) {
      const call = byId.get(request.caller ?? "");
      if (call === undefined) continue;
      const since = toldAt.get(request.group);
      const isInside = since !== undefined && isRunning(request, since);
      claim("no request inside a penalty window", !isInside, () => `${name}: ${call.id} ${call.name}`);
      // Each 429 begins the penalty anew; of one whose answer a dead process missed it has never been told.
      if (request.status === 429) toldAt.set(request.group, call.answeredAt ?? Number.POSITIVE_INFINITY);
    }
  }
}

/** Runs that overlap in time: only one of them reads the directory or writes to the roster. */
function checkOneAtATime(runs: readonly SeenRun[]): void {
  const acting = runs.flatMap(({ name, calls }) => {
    const acts = calls.filter(
      ({ name: call }) => /^(ringcx|platform) /.test(call) || / (Put|Update)Item \S*-roster$/.test(call),
    );
    const [first] = acts;
    const last = acts.at(-1);
    return first === undefined || last === undefined ? [] : [{ name, from: first.sentAt, to: last.sentAt }];
  });
  const [one, other] = acting;
  const apart = one === undefined || other === undefined || one.to < other.from || other.to < one.from;
  claim("at most one run at a time", apart, () => JSON.stringify(acting));
}

const ulids = /\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b/g;

function checkLog(
  { name, logged, rival }: SeenRun,
  { organisation, alerts }: { readonly organisation: Organisation; readonly alerts: readonly string[] },
): void {
  const { credentials, people } = organisation;
  const told = [...logged, ...(rival?.logged ?? []), ...alerts];
  const secrets = [credentials.clientSecret, credentials.jwt];
  const names = new Set<string>();
  for (const { firstName, lastName } of people.values()) {
    for (const part of [firstName, lastName]) if (part.trim().length > 3) names.add(part.trim().toLowerCase());
  }
  for (const line of told) {
    const isSecret =
      /[\w.+-]+@[\w-]+\.[a-z]/i.test(line) || secrets.some((secret) => line.includes(secret)) || /bearer/i.test(line);
    claim("no secret or address in a log line", !isSecret, () => `${name}: ${line}`);
    const word = line
      // The letters of a run's id may be anybody's name.
      .replace(ulids, "")
      .toLowerCase()
      .match(/[\p{L}\p{M}]+/gu)
      ?.find((part) => names.has(part));
    claim("no name in a log line", word === undefined, () => `${name}: ${word}`);
  }
}

/** Users of one person twice. @throws Violation */
export function checkNoDuplicates(roster: readonly Item[]): void {
  const seen = new Set<unknown>();
  for (const { sourceId, userId } of roster) {
    claim("no duplicates", sourceId === undefined || !seen.has(sourceId), () => `${userId} ${sourceId}`);
    seen.add(sourceId);
  }
}
