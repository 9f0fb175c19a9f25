import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCredentials } from "#shared/config/credentials.ts";
import {
  parseDispatchEnvironment,
  parsePageEnvironment,
  parsePageSaveEnvironment,
  parseSyncEnvironment,
} from "#shared/config/environment.ts";
import { parseDispatchEvent, parseSyncEvent } from "#shared/config/event.ts";
import { jwtDaysLeft } from "#shared/config/jwt-issue.ts";
import { tenantId } from "#shared/domain/ids.ts";
import { shownText } from "#shared/domain/settings/shown-value.ts";
import { env } from "#shared/names.ts";
import { fuzzRuns } from "./fuzz-runs.ts";
import { outcomeOf } from "./harmless.ts";
import { hostileText, hostileValue, mutated, ownProperties } from "./hostile.ts";

const instant = fc
  .date({ min: new Date("0000-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true })
  .map((date) => date.toISOString());
const common = {
  tenantId: fc.constantFrom("default", "Tenant_1.a-b"),
  mode: fc.constantFrom("apply", "plan"),
  scheduledFor: instant,
  requestedBy: fc.constantFrom("schedule", "arn:aws:sts::111122223333:assumed-role/operator/x", "\u00e9\u{1f600}"),
  overrides: ownProperties(fc.jsonValue()),
};
const validEvent = fc.oneof(
  fc.record({ ...common, trigger: fc.constantFrom("schedule", "manual") }, { requiredKeys: [] }),
  fc.record(
    { ...common, trigger: fc.constant("undo"), undoOf: fc.constant("01JR0N0000000000000000000A") },
    {
      requiredKeys: ["trigger", "undoOf"],
    },
  ),
);
const spoilt = fc.oneof(mutated(validEvent), hostileValue);

/** Every fault line begins with the attribute that it is about, known or one of the event's own. */
function expectPlaces(message: string, event: unknown): void {
  const own = typeof event === "object" && event !== null ? Object.keys(event).map(shownText) : [];
  const places = ["event", "undoOf", ...own];
  const faults = message.slice(message.indexOf(": ") + 2);
  expect(places.some((place) => faults.startsWith(`${place}: `) || faults.startsWith(`${place} is `))).toBe(true);
}

describe("an event of sync, whatever it is,", () => {
  test("is parsed, or refused with the place of what is wrong", () => {
    fc.assert(
      fc.property(spoilt, (event) => {
        const outcome = outcomeOf(() => parseSyncEvent(event));
        if (outcome.kind === "value") return;
        expectPlaces(outcome.message, event);
        expect(outcome.message.length).toBeLessThan(30_000);
      }),
      fuzzRuns,
    );
  });

  test("is taken when it is valid, and its parsed form means the same", () => {
    fc.assert(
      fc.property(validEvent, (event) => {
        const parsed = parseSyncEvent(event);
        expect(parsed).toMatchObject(event);
        expect(parseSyncEvent(parsed)).toEqual(parsed);
      }),
      fuzzRuns,
    );
  });

  test("is refused with the same words in whatever order its attributes stand", () => {
    const told = (event: unknown) => {
      const outcome = outcomeOf(() => parseSyncEvent(event));
      return outcome.kind === "value" ? [] : outcome.message.split(/[:;] /).sort();
    };
    fc.assert(
      fc.property(spoilt, (event) => {
        if (typeof event !== "object" || event === null || Array.isArray(event)) return;
        expect(told(Object.fromEntries(Object.entries(event).reverse()))).toEqual(told(event));
      }),
      fuzzRuns,
    );
  });
});

test("an event of dispatch is parsed, or refused with the place of what is wrong", () => {
  const valid = fc.record({ scheduledTime: instant }, { requiredKeys: [] });
  fc.assert(
    fc.property(valid, mutated(valid), hostileValue, (event, broken, noise) => {
      expect(parseDispatchEvent(event)).toEqual(event);
      for (const one of [broken, noise]) {
        const outcome = outcomeOf(() => parseDispatchEvent(one));
        if (outcome.kind === "refused") expectPlaces(outcome.message, one);
      }
    }),
    fuzzRuns,
  );
});

describe("the environment, whatever it is,", () => {
  const variables = {
    [env.settingsTable]: "settings",
    [env.rosterTable]: "arn:aws:dynamodb:eu-central-1:111122223333:table/roster",
    [env.organizationTable]: "organization",
    [env.historyTable]: "history",
    [env.approvalsTable]: "approvals",
    [env.workTable]: "work",
    [env.secretPrefix]: "user-sync/prod/",
    [env.parameterPrefix]: "/user-sync/prod",
    [env.stage]: "prod",
    [env.allowedUrlHosts]: "ringcentral.com, loopback",
    [env.syncFunctionName]: "sync",
    [env.saveFunctionArn]: "arn:aws:lambda:eu-central-1:111122223333:function:page-save",
    [env.approveFunctionArn]: "arn:aws:lambda:eu-central-1:111122223333:function:page-approve",
    [env.maxConcurrentRuns]: "20",
    [env.alertTopicArn]: "arn:aws:sns:eu-central-1:111122223333:alerts",
  };
  const names = Object.keys(variables);
  const parsers = [parseSyncEnvironment, parseDispatchEnvironment, parsePageEnvironment, parsePageSaveEnvironment];

  test("is parsed, or refused with the one variable that is spoilt", () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.option(hostileText, { nil: undefined }), (name, text) => {
        for (const parse of parsers) {
          const outcome = outcomeOf(() => parse({ ...variables, [name]: text }));
          if (outcome.kind === "refused")
            expect(outcome.message).toMatch(new RegExp(`^1 fault .*: ${name}(:| is )`, "s"));
        }
      }),
      fuzzRuns,
    );
  });

  test("is taken when it is valid, with strange variables beside it", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), hostileText, { maxKeys: 3 }), (strange) => {
        const others = Object.entries(strange).filter(([name]) => !names.includes(name));
        for (const parse of parsers)
          expect(parse({ ...Object.fromEntries(others), ...variables })).toEqual(parse(variables));
      }),
      fuzzRuns,
    );
  });
});

describe("a secret, whatever its text,", () => {
  const place = { tenantId: tenantId("default"), secretId: "user-sync/default" };
  const around = fc.constantFrom("", " ", "\n", "\r\n", "\uFEFF", '"', " \t");
  const wrapped = (text: fc.Arbitrary<string>) =>
    fc.tuple(text, around).map(([bare, mark]) => ({ bare, text: `${mark}${bare}${mark}` }));
  const clientSecret = fc.stringMatching(/^[\w-][\w.~ !%&-]{10,38}[\w-]$/);
  const jwt = fc.stringMatching(/^[\w-]{4,40}\.[\w-]{4,40}\.[\w-]{4,40}$/);
  const pair = fc.record({ clientSecret: wrapped(clientSecret), jwt: wrapped(jwt) });
  const valid = fc.record({ clientSecret, jwt });
  const text = fc.oneof(
    hostileText,
    mutated(valid).map((secret) => JSON.stringify(secret) ?? ""),
    fc.tuple(valid, fc.nat(60)).map(([secret, cut]) => JSON.stringify(secret).slice(0, -cut - 1)),
  );

  test("gives both credentials, or an error that names the secret and shows none of it", () => {
    fc.assert(
      fc.property(pair, ({ clientSecret: one, jwt: other }) => {
        const secret = { clientSecret: one.text, jwt: other.text };
        expect(parseCredentials(JSON.stringify(secret), place)).toEqual({ clientSecret: one.bare, jwt: other.bare });
        for (const cut of [1, 5]) {
          const broken = outcomeOf(() => parseCredentials(JSON.stringify(secret).slice(0, -cut), place));
          expect(broken).toMatchObject({ kind: "refused" });
          for (const part of Object.values(secret)) expect(JSON.stringify(broken)).not.toContain(part);
        }
      }),
      fuzzRuns,
    );
    fc.assert(
      fc.property(text, (secret) => {
        const outcome = outcomeOf(() => parseCredentials(secret, place));
        if (outcome.kind === "refused") expect(outcome.message).toContain(place.secretId);
        else expect(Object.keys(outcome.value)).toEqual(["clientSecret", "jwt"]);
      }),
      fuzzRuns,
    );
  });

  test("of a JWT tells whole days, or nothing", () => {
    const claims = fc.oneof(
      mutated(fc.record({ exp: fc.double(), sub: fc.string() })),
      fc.record({ exp: fc.oneof(fc.double(), fc.maxSafeInteger()) }),
    );
    const jwt = fc.oneof(
      hostileText,
      claims.map((one) => `e30.${Buffer.from(JSON.stringify(one) ?? "").toString("base64url")}.x`),
      fc.constantFrom(".".repeat(100_000), `a.${"A".repeat(100_000)}.b`),
    );
    fc.assert(
      fc.property(jwt, (one) => {
        const outcome = outcomeOf(() => jwtDaysLeft(one, new Date("2026-03-02T00:00:00Z")));
        expect(outcome.kind).toBe("value");
        if (outcome.kind === "value" && outcome.value !== undefined)
          expect(Number.isSafeInteger(outcome.value)).toBe(true);
      }),
      fuzzRuns,
    );
  });
});
