import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { numberedChangeOf } from "#shared/adapters/dynamodb/change-item.ts";
import { historyEntry } from "#shared/adapters/dynamodb/history-entry.ts";
import { plainItem } from "#shared/adapters/dynamodb/plain-item.ts";
import { rosterUserOf } from "#shared/adapters/dynamodb/roster-item.ts";
import { scheduleItem, scheduleStateOf } from "#shared/adapters/dynamodb/schedule-item.ts";
import { SsmParameters } from "#shared/adapters/ssm/ssm-parameters.ts";
import { runId, tenantId } from "#shared/domain/ids.ts";
import { fuzzRuns } from "./fuzz-runs.ts";
import { outcomeOf } from "./harmless.ts";
import { hostileText, hostileValue, mutated, ownProperties } from "./hostile.ts";

const name = fc.oneof(fc.constantFrom("__proto__", "constructor", "role", "userId"), fc.string({ minLength: 1 }));
const numberText = fc.oneof(fc.integer().map(String), fc.constantFrom("0.2", "1E+125", "9".repeat(38)));
/** Anything that a table can hold. */
const { attribute } = fc.letrec<{ attribute: AttributeValue }>((tie) => ({
  attribute: fc.oneof(
    { maxDepth: 6 },
    fc.record({ S: hostileText }),
    fc.record({ N: numberText }),
    fc.record({ BOOL: fc.boolean() }),
    fc.constant({ NULL: true as const }),
    fc.record({ SS: fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 3 }) }),
    fc.record({ NS: fc.uniqueArray(numberText, { minLength: 1, maxLength: 3 }) }),
    fc.record({ B: fc.uint8Array({ maxLength: 5 }) }),
    fc.record({ L: fc.array(tie("attribute"), { maxLength: 3 }) }),
    fc.record({
      M: fc.array(fc.tuple(name, tie("attribute")), { maxLength: 3 }).map((all) => Object.fromEntries(all)),
    }),
  ),
}));
const storedItem = fc
  .array(fc.tuple(name, attribute), { maxLength: 5 })
  .map((entries): Record<string, AttributeValue> => Object.fromEntries(entries));

const instant = fc.constantFrom("2026-03-02T02:00:00.000Z", "2026-03-03T02:00:00.000Z");
const pending = fc.record({
  scheduledFor: instant,
  reason: fc.constantFrom("due", "resume", "retry"),
  invokedAt: instant,
  sentAt: instant,
  resent: fc.constantFrom(0, 1),
  settingsFingerprint: fc.string(),
});
const schedule = fc.record(
  {
    version: fc.nat(),
    attempt: fc.nat(3),
    resumes: fc.nat(3),
    nextRunAt: instant,
    runDailyAtUtc: fc.constant("02:00"),
    enabledSince: instant,
    pending,
    rejection: fc.record({ code: fc.constant("SECRETS_MISSING"), settingsFingerprint: fc.string() }),
    resumeRequest: fc.record({
      runId: fc.constant("01JRUN0000000000000000000A"),
      event: fc.record({ tenantId: fc.constant("default"), trigger: fc.constant("manual") }),
    }),
    seenSettings: fc.dictionary(fc.constantFrom("mode", "clientId"), fc.string()),
    settingsCheck: fc.constantFrom("valid", "faulty"),
  },
  { requiredKeys: ["version", "attempt", "resumes"] },
);
const user = fc.record(
  {
    userId: fc.string({ minLength: 1 }),
    firstName: fc.string(),
    lastName: fc.string(),
    email: fc.string({ minLength: 1 }),
    role: fc.constantFrom("Agent", "Administrator"),
    status: fc.constantFrom("Active", "Inactive"),
    activityId: fc.constant("12"),
    sourceId: fc.constant("rc:1009"),
    agentIds: fc.array(fc.string()),
    scopes: fc.array(fc.constantFrom("main", "sub:1")),
    version: fc.nat(),
  },
  { requiredKeys: ["userId", "firstName", "lastName", "role", "status", "version"] },
);
const change = fc.record({
  entry: fc.nat(999_999).map((number) => historyEntry.change(runId("01JRUN"), number)),
  kind: fc.constantFrom("create", "update", "conflict"),
  before: fc.record({ role: fc.constant("Agent") }, { requiredKeys: [] }),
  after: fc.record({ role: fc.constant("Agent"), email: fc.string() }, { requiredKeys: [] }),
});
const item = (value: unknown) => (typeof value === "object" && value !== null ? { ...value } : {});

describe("a stored item", () => {
  test("is read as it is, whatever it holds, and inherits nothing", () => {
    fc.assert(
      fc.property(storedItem, (stored) => {
        const outcome = outcomeOf(
          () => plainItem(stored),
          () => false,
        );
        if (outcome.kind === "refused") throw new Error(outcome.message);
        const present = Object.keys(stored).filter((one) => !Object.hasOwn(stored[one] ?? {}, "NULL"));
        expect(Object.keys(outcome.value).sort()).toEqual(present.sort());
      }),
      fuzzRuns,
    );
  });

  test("is read as AWS's own library reads it, where that can read it", () => {
    const plain = fc.oneof(
      fc.record({ S: fc.string() }),
      fc.record({ BOOL: fc.boolean() }),
      fc.record({ N: fc.nat().map(String) }),
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("a", "b", "c"), fc.oneof(plain, fc.record({ L: fc.array(plain) }))),
        (stored) => {
          expect(plainItem(stored as Record<string, AttributeValue>)).toEqual(
            unmarshall(stored as Record<string, AttributeValue>),
          );
        },
      ),
      fuzzRuns,
    );
  });
});

describe("a roster user", () => {
  test("is what the item says when it is valid", () => {
    fc.assert(
      fc.property(user, (valid) => {
        expect(rosterUserOf(valid)).toEqual(valid);
      }),
      fuzzRuns,
    );
  });

  test("has texts where texts belong, whatever the item holds", () => {
    fc.assert(
      fc.property(fc.oneof(mutated(user), ownProperties(hostileValue)), storedItem, (broken, stored) => {
        for (const one of [item(broken), plainItem(stored)]) {
          const outcome = outcomeOf(
            () => rosterUserOf(one),
            () => false,
          );
          if (outcome.kind === "refused") throw new Error(outcome.message);
          const { version, agentIds = [], scopes = [], ...texts } = outcome.value;
          expect(typeof version).toBe("number");
          for (const text of [...Object.values(texts), ...agentIds, ...scopes]) expect(typeof text).toBe("string");
        }
      }),
      fuzzRuns,
    );
  });
});

test("a schedule is read back as it was written", () => {
  fc.assert(
    fc.property(schedule, (state) => {
      expect(scheduleStateOf(scheduleItem(state as never))).toEqual(state);
    }),
    fuzzRuns,
  );
});

test("a broken attribute of the schedule is absent, and reading what was read changes nothing", () => {
  fc.assert(
    fc.property(fc.oneof(mutated(schedule), ownProperties(hostileValue)), (broken) => {
      const outcome = outcomeOf(
        () => scheduleStateOf(item(broken)),
        () => false,
      );
      if (outcome.kind === "refused") throw new Error(outcome.message);
      const { nextRunAt = "", enabledSince = "", attempt, version } = outcome.value;
      for (const text of [nextRunAt, enabledSince]) expect(text).toMatch(/^$|^\d{4}-.{18}Z$/);
      expect(Number.isSafeInteger(attempt) && Number.isSafeInteger(version)).toBe(true);
      expect(scheduleStateOf(scheduleItem(outcome.value))).toEqual(outcome.value);
    }),
    fuzzRuns,
  );
});

test("a change record is read, or refused by the name of its entry", () => {
  fc.assert(
    fc.property(change, mutated(change), (valid, broken) => {
      expect(numberedChangeOf(valid).number).toBe(Number(valid.entry.slice(-6)));
      const { entry } = item(broken) as { entry?: unknown };
      const outcome = outcomeOf(() => numberedChangeOf(item(broken)));
      if (outcome.kind === "refused" && entry === valid.entry) expect(outcome.message).toContain(valid.entry);
    }),
    fuzzRuns,
  );
});

test("every parameter below a tenant is its own, whatever its name, and others are nobody's", async () => {
  const part = fc.constantFrom("__proto__", "constructor", "mode", "default", "", ".", "a-b_c.d");
  const paths = fc.uniqueArray(fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/")));
  await fc.assert(
    fc.asyncProperty(paths, async (below) => {
      const Parameters = below.map((path) => ({ Name: `/p/${path}`, Value: path }));
      const client = { send: async () => ({ Parameters }) };
      const tenants = await new SsmParameters({ client: client as never, prefix: "/p" }).readAll();
      const found = [...tenants].flatMap(([tenant, own]) => Object.keys(own).map((one) => `${tenant}/${one}`));
      expect(found.sort()).toEqual(below.filter((path) => path.split("/").length === 2).sort());
      expect(Object.getPrototypeOf(tenants.get(tenantId("default")) ?? {})).toBe(Object.prototype);
    }),
    fuzzRuns,
  );
});
