import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ApiError } from "#shared/adapters/http/api-error.ts";
import { judgeResponse } from "#shared/adapters/http/judge-response.ts";
import { rateFactsOf } from "#shared/adapters/http/rate-facts.ts";

import { errorFactsOf, parsedBy } from "#shared/adapters/http/response-body.ts";

import { wireId } from "#shared/adapters/ringcentral/id-schema.ts";
import { loginAnswer } from "#shared/adapters/ringcentral/ringcentral-login.ts";
import {
  administratorOf,
  agentGroupsOf,
  agentOf,
  rows,
  subAccountRows,
} from "#shared/adapters/ringcentral/ringcx-schemas.ts";
import { ringCxTokens } from "#shared/adapters/ringcentral/ringcx-session.ts";
import {
  assignedRolePage,
  extensionPage,
  rolePermissions,
  userRolePage,
} from "#shared/adapters/ringcentral/ringex-schemas.ts";
import { agentTypes, extensionStatuses } from "#shared/domain/directory/source-record.ts";
import { fuzzRuns } from "./fuzz-runs.ts";
import { outcomeOf, readsOf } from "./harmless.ts";
import { hostileText, hostileValue, mutated } from "./hostile.ts";

const id = fc.oneof(fc.integer({ min: 1 }), fc.constantFrom("1", "12345678901234567890"));
const person = {
  rcUserId: fc.option(id),
  firstName: fc.option(fc.string()),
  lastName: fc.string(),
  email: fc.option(fc.constantFrom("secret-person@example.com", "")),
};
const agents = fc.array(
  fc.record({ agentId: id, ...person, agentType: fc.constantFrom(...agentTypes), isActive: fc.boolean() }),
  { maxLength: 4 },
);
const administrators = fc.array(fc.record({ userId: id, ...person }), { maxLength: 4 });
const paging = fc.record({ page: fc.nat(), perPage: fc.nat(), totalElements: fc.nat() }, { requiredKeys: [] });
const navigation = fc.record({ nextPage: fc.option(fc.record({ uri: fc.webUrl() })) }, { requiredKeys: [] });
const page = <Row>(row: fc.Arbitrary<Row>) =>
  fc.record({ records: fc.array(row, { maxLength: 4 }), paging, navigation }, { requiredKeys: ["records"] });
const permissions = fc.array(fc.record({ id: fc.oneof(fc.string(), fc.nat()) }), { maxLength: 3 });

const answers = {
  login: { parse: parsedBy(loginAnswer), valid: fc.record({ access_token: fc.constant("tok-3f2a-secret") }) },
  tokens: {
    parse: parsedBy(ringCxTokens),
    valid: fc.record({
      accessToken: fc.constant("tok-3f2a-secret"),
      refreshToken: fc.option(fc.constant("tok-3f2a-secret")),
    }),
  },
  "sub-accounts": {
    parse: parsedBy(subAccountRows),
    valid: fc.array(fc.record({ subAccountId: id, isActive: fc.option(fc.boolean()) }), { maxLength: 4 }),
  },
  groups: { parse: agentGroupsOf, valid: fc.array(fc.record({ agentGroupId: id }), { maxLength: 4 }) },
  agents: {
    parse: (body: unknown) => parsedBy(rows)(body).map((row) => agentOf(row, { subAccountId: "1", agentGroupId: "2" })),
    valid: agents,
  },
  administrators: { parse: (body: unknown) => parsedBy(rows)(body).map(administratorOf), valid: administrators },
  extensions: {
    parse: parsedBy(extensionPage),
    valid: page(fc.record({ id, status: fc.constantFrom(...extensionStatuses) })),
  },
  roles: { parse: parsedBy(userRolePage), valid: page(fc.record({ id, permissions: fc.option(permissions) })) },
  "assigned roles": {
    parse: parsedBy(assignedRolePage),
    valid: page(fc.record({ extensionId: id, roles: fc.array(fc.record({ id }), { maxLength: 3 }) })),
  },
  "role's permissions": { parse: parsedBy(rolePermissions), valid: fc.record({ permissions }) },
};

const isShapeError = (error: Error): boolean =>
  /^(?:the answer|[\w.]+) has the wrong shape(?: \(expected [\w ]+\))?$|^agent group \d+ of the list has no agentGroupId/.test(
    error.message,
  );

describe.each(Object.entries(answers))("an answer about %s", (_, { parse, valid }) => {
  test("is read when it is valid", () => {
    fc.assert(
      fc.property(valid as fc.Arbitrary<unknown>, (body) => {
        expect(
          outcomeOf(
            () => parse(JSON.parse(JSON.stringify(body))),
            () => false,
          ).kind,
        ).toBe("value");
      }),
      fuzzRuns,
    );
  });

  test("is read or refused with the place in it, whatever it holds, and nothing of it is shown", () => {
    fc.assert(
      fc.property(fc.oneof(mutated(valid), hostileValue), (body) => {
        const outcome = outcomeOf<unknown>(() => parse(body), isShapeError);
        if (outcome.kind === "refused") expect(outcome.message).not.toMatch(/secret|example\.com/);
        else expect(faultsIn(outcome.value)).not.toMatch(/secret|example\.com/);
      }),
      fuzzRuns,
    );
  });

  test("costs work in proportion to its length", () => {
    const list = (length: number) => {
      const element = { id: 1, agentGroupId: 1, subAccountId: 1, extensionId: 1, roles: [], status: "Enabled" };
      const wrap = (value: unknown) =>
        outcomeOf(() => parse([]), isShapeError).kind === "value" ? value : { records: value, permissions: value };
      return readsOf(length, { element, parse: (value) => outcomeOf<unknown>(() => parse(wrap(value)), isShapeError) });
    };
    expect(list(2_000)).toBeLessThan(2.1 * list(1_000) + 100);
  });
});

function faultsIn(value: unknown): string {
  return Array.isArray(value) ? JSON.stringify(value.map((row: { faults?: unknown }) => row?.faults)) : "";
}

test("an id is digits, none, or a fault", () => {
  fc.assert(
    fc.property(fc.oneof(hostileValue, fc.integer(), fc.bigInt()), (value) => {
      const read = wireId(value);
      if (read.kind === "id") expect(read.id).toMatch(/^\d{1,20}$/);
    }),
    fuzzRuns,
  );
});

const headerText = fc.oneof(
  fc.constantFrom("0", "1", "60", "1.5", "-1", "1e9", "999999999", "9".repeat(5_000), " 5 ", "soon"),
  fc.constantFrom("Mon, 02 Mar 2026 02:00:30 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "2026", `(${"(".repeat(5_000)}`),
  fc.string({ unit: "grapheme-ascii" }).map((text) => text.replace(/[^\x20-\x7e]/g, "")),
);
const headers = fc
  .record(
    {
      "retry-after": headerText,
      date: headerText,
      "x-rate-limit-group": headerText,
      "x-rate-limit-limit": headerText,
      "x-rate-limit-remaining": headerText,
      "x-rate-limit-window": headerText,
    },
    { requiredKeys: [] },
  )
  .map((entries) => new Headers(entries as Record<string, string>));
const now = new Date("2026-03-02T02:00:00Z");

test("rate facts are whole numbers and windows of at most a day, whatever the headers say", () => {
  fc.assert(
    fc.property(headers, fc.integer({ min: 200, max: 599 }), (given, status) => {
      const { group, throttled, ...numbers } = rateFactsOf({ status, headers: given, now });
      expect(throttled).toBe(status === 429);
      expect(group).not.toBe("");
      for (const number of Object.values(numbers)) expect(Number.isSafeInteger(number) && number >= 0).toBe(true);
      expect(numbers.retryAfterMs ?? 1).toBeGreaterThan(0);
      expect(numbers.windowMs ?? 0).toBeLessThanOrEqual(24 * 3_600_000);
    }),
    fuzzRuns,
  );
});

test("any answer is good, worth another try, or bad in words that show nothing of its body", () => {
  const body = fc.oneof(
    hostileText,
    mutated(agents).map((value) => JSON.stringify(value) ?? ""),
    mutated(
      fc.record({
        errorCode: fc.string(),
        errors: fc.array(fc.record({ errorCode: fc.constantFrom("OAU-146", "secret") })),
      }),
    ).map((value) => JSON.stringify(value) ?? ""),
    agents.map((value) => JSON.stringify(value).slice(0, -1)),
  );
  const call = { method: "GET" as const, path: "/agents" };
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 599 }), headers, body, (status, given, text) => {
      const facts = outcomeOf(() => errorFactsOf(text));
      if (facts.kind === "refused") throw new Error(facts.message);
      const { errorCode = "", oauthError = "", permissionName = "" } = facts.value;
      expect(errorCode).toMatch(/^[A-Z]{2,10}-\d{1,6}$|^[a-z_]{0,40}$|^access\.denied\.exception$/);
      expect(oauthError).toMatch(/^[a-z_]{0,40}$/);
      expect(permissionName).toMatch(/^[A-Za-z-]{0,64}$/);
      const judged = outcomeOf(() =>
        judgeResponse({
          call: call as never,
          answer: { status, headers: given, text } as never,
          parse: parsedBy(rows),
          now,
        }),
      );
      if (judged.kind === "refused") throw new Error(judged.message);
      const verdict = judged.value;
      const words = verdict.kind === "bad" ? verdict.fault.message : verdict.kind === "again" ? verdict.words : "";
      expect(words).not.toMatch(/example\.com|secret-/);
      if (verdict.kind === "good") expect(status >= 200 && status < 300).toBe(true);
      if (verdict.kind === "bad") expect(verdict.fault).toBeInstanceOf(ApiError);
    }),
    fuzzRuns,
  );
});
