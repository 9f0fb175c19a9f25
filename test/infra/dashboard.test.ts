import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { metricNamespace } from "#shared/names.ts";
import { Customer } from "#test/e2e/customer.ts";
import { linesOf, metricsOf } from "#test/e2e/told.ts";
import { generateOrganisation } from "#test/fixtures/people.ts";
import { logQueries } from "../../infra/constructs/log-queries.ts";
import { fieldIn, fieldsOf } from "./insights-fields.ts";
import { monitored, type Widget } from "./monitored.ts";

const { alarms, widgets } = monitored();
const titled = (title: string) => widgets.find(({ properties }) => properties["title"] === title)?.properties ?? {};
const ofType = (type: string): readonly Widget[] => widgets.filter((widget) => widget.type === type);

const minuteMs = 60_000;
const noon = Math.floor(Date.now() / minuteMs) * minuteMs;
const at = (minutes: number) => new Date(noon + minutes * minuteMs).toISOString();
const jwt = (daysLeft: number) => {
  const claims = { sub: "integration", exp: Math.floor(Date.now() / 1000) + daysLeft * 86_400 };
  return `header.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;
};

/** Lines of the built functions: runs of every end, refused events, and ticks in trouble. */
let lines: readonly Record<string, unknown>[];
let customer: Customer;
beforeAll(async () => {
  const credentials = { jwt: jwt(5) };
  customer = await Customer.start(generateOrganisation({ seed: 5, people: 20, otherExtensionsShare: 0, credentials }));
  await customer.run({ requestedBy: "operator" });
  await customer.sync({ tenantId: 5 });
  const { ALERT_TOPIC_ARN: _topic, ...withoutTopic } = customer.aws.environment;
  const withoutFunction = { ...customer.aws.environment, SYNC_FUNCTION_NAME: "no-such-function" };
  await customer.change({ runDailyAtUtc: at(2).slice(11, 16) });
  const tick = (minute: number) =>
    customer.process("dispatch", [{ scheduledTime: at(minute) }], { environment: withoutFunction }).ended;
  const killed = { runId: "01KJKRF0000000000000000000", startedAt: at(-9), trigger: "manual", mode: "apply" };
  await customer.put("history", { entry: `run#${killed.runId}`, ...killed });
  await customer.put("history", { entry: "lease", runId: killed.runId, since: at(-9), until: at(-7), unclosed: [] });
  await tick(0);
  await tick(10 * 365 * 24 * 60);
  await tick(2);
  const { history: table } = customer.aws.tables;
  // The list of tenants, then the lease.
  customer.aws.faults.add({ service: "dynamodb", operation: "GetItem", table, kind: "access-denied", times: 2 });
  await tick(3);
  customer.ringCentral.faults.add({
    when: "/restapi/oauth/token",
    fault: { kind: "status", status: 400 },
    times: "always",
  });
  const due = { trigger: "schedule", scheduledFor: at(2), requestedBy: "schedule" };
  await customer.sync(due, { environment: withoutTopic });
  await tick(4);
  lines = linesOf(customer.log);
});
afterAll(() => customer.close());

/** What Lambda writes of an invocation that it ended, as its documentation gives it. */
const endedByLambda = {
  time: "2026-03-02T02:15:00.000Z",
  type: "platform.report",
  record: {
    requestId: "6d67e385-053d-4622-a56f-b25bcef23083",
    metrics: { durationMs: 900_000, billedDurationMs: 900_000, memorySizeMB: 1024, maxMemoryUsedMB: 180 },
    status: "timeout",
    errorType: "Runtime.ExitError",
  },
};
/** Fields that Logs Insights adds to every line. */
const added = ["@timestamp"];

describe("the queries of the tables", () => {
  it.each(logQueries)("$title reads fields that the built functions write", ({ lines: query }) => {
    const fields = fieldsOf(query.join("\n")).filter((field) => !added.includes(field));
    expect(fields.length).toBeGreaterThan(2);
    const all = [...lines, endedByLambda];
    const unknown = fields.filter((field) => all.every((line) => fieldIn(line, field) === undefined));
    expect(unknown).toEqual([]);
  });

  it.each(logQueries)("$title looks for messages and states that occur", ({ lines: query }) => {
    const messages = query.join("\n").match(/(?<=message (?:= |in \[))[^\]\n]*?(?= and|\]|$)/gm) ?? [];
    const wanted = messages.flatMap((text) => text.match(/[a-z_]+\.[a-z_]+/g) ?? []);
    expect(wanted).toContain("sync.finished");
    const told = new Set(lines.map(({ message }) => message));
    // An unexpected fault is not to be had on purpose.
    expect(wanted.filter((message) => !told.has(message) && message !== "sync.fault")).toEqual([]);
  });

  it("find every query on the dashboard, over the log groups that it is about", () => {
    const sources = ofType("log").map(({ properties: { title, query } }) => {
      const count = String(query).split("SOURCE").length - 1;
      return [title, count];
    });
    expect(Object.fromEntries(sources)).toEqual({
      "Last run": 1,
      "Recent runs": 1,
      "Recent failures": 2,
      "By tenant: the last run of each": 1,
    });
  });
});

describe("fields of a query", () => {
  it("are what is not a keyword, a function, an alias or a text", () => {
    const query = 'filter a = "b" and c.0.d in ["e"] | fields floor(now() - x1) as y, y | stats latest(z) as q by @t';
    expect(fieldsOf(query)).toEqual(["@t", "a", "c.0.d", "x1", "z"]);
  });
});

describe("the graphs", () => {
  it("show metrics that the built functions emit, by the dimensions that they have", () => {
    const emitted = new Set(metricsOf(customer.log).flatMap((line) => Object.keys(line)));
    const shown = ofType("metric")
      .flatMap(({ properties }) => properties["metrics"] as unknown[][])
      .filter(([namespace]) => namespace === metricNamespace);
    expect(shown.length).toBeGreaterThan(15);
    for (const [, name, ...dimensions] of shown) {
      expect(emitted).toContain(name);
      expect(dimensions.slice(0, 4)).toEqual(["service", "user-sync", "stage", "test"]);
    }
  });

  it("show the limit of 15 minutes beside the duration", () => {
    const { annotations } = titled("Run duration, ms");
    expect(annotations).toMatchObject({ horizontal: [{ value: 900_000 }, { value: 720_000 }] });
  });
});

describe("the page", () => {
  it("fits 1280 pixels: rows of 24 columns, at most three graphs in one", () => {
    const rows = Map.groupBy(widgets, ({ y }) => y);
    for (const row of rows.values()) {
      expect(row.length).toBeLessThanOrEqual(3);
      expect(row.reduce((width, one) => width + one.width, 0)).toBe(24);
    }
  });

  it("shows the state of every alarm and says what to do for each", () => {
    expect(ofType("alarm")[0]?.properties["alarms"]).toHaveLength(alarms.all.length);
    const text = String(ofType("text")[0]?.properties["markdown"]);
    for (const { id, action } of alarms.rules) {
      expect(text).toContain(`docs/operations.md#${id}`);
      expect(text).toContain(action);
    }
  });
});
