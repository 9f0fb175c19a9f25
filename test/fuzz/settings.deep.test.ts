import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withOverrides } from "#shared/config/overrides.ts";
import { peoplePattern } from "#shared/config/people-pattern.ts";
import { parseScheduleSettings, parseSettings } from "#shared/config/settings.ts";
import { allowedUrl } from "#shared/config/url.ts";
import { tenantId } from "#shared/domain/ids.ts";
import { mergeSettings, type StoredSettings } from "#shared/domain/settings/merged-settings.ts";
import { seenSettings } from "#shared/domain/settings/seen-settings.ts";
import type { SettingsIssue } from "#shared/domain/settings/settings.ts";
import { shownText } from "#shared/domain/settings/shown-value.ts";
import { fuzzRuns } from "./fuzz-runs.ts";
import { outcomeOf, readsOf } from "./harmless.ts";
import { hostileText, hostileValue, mutated, ownProperties } from "./hostile.ts";

const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI2MDAwMDAwMDEiLCJuYW1lIjoiQSJ9.c2lnbmF0dXJlLW9mLXRva2Vu";

const id = fc.constantFrom("u-sync", "12", "rc-1009", "Ana");
const list = <T>(values: fc.Arbitrary<T>) => fc.uniqueArray(values, { maxLength: 4 });
const required = {
  impersonatedUserId: id,
  realtimeDataSourceId: id,
  defaultActivityId: id,
  mainAccountId: fc.constantFrom("600", "37439510"),
  subAccountIds: fc.constantFrom<unknown>("601, 602", ["601"], "601"),
  clientId: fc.constantFrom("app-1", "x_Y~z.0"),
};
const optional = {
  tenantId: fc.constant("default"),
  serviceEnabled: fc.boolean(),
  baseUrl: fc.constantFrom("https://platform.ringcentral.com", "https://x.ringcentral.com/", ""),
  ringCxUrl: fc.constant("https://ringcx.ringcentral.com:443/"),
  adminAndAgentRole: fc.constantFrom("first", "last", "Scheduler"),
  runDailyAtUtc: fc.constantFrom("00:00", "23:59"),
  mode: fc.constantFrom("apply", "plan"),
  managedAttributes: fc.constantFrom<unknown>("firstName,email", ["role"], []),
  supervisorRole: fc.constantFrom("Agent", "Supervisor"),
  wemAccess: fc.constant("ringcx"),
  wemPermissionIds: list(id),
  protectedUserIds: list(id),
  ignoredPeople: list(fc.constantFrom("ana@example.com", "*@test.example.com", "rc:1009", "cx-agent:7:21")),
  pilotPeople: fc.constantFrom("", "rc:1, rc:2"),
  ringExCheck: fc.constantFrom("on", "off"),
  maxDeactivations: fc.integer(),
  maxDeactivationShare: fc.double({ min: -1, max: 2, noNaN: true }),
  deactivationFloor: fc.integer(),
  maxCreateShare: fc.double({ min: -1, max: 20, noNaN: true }),
};
const validItem = fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required) as never[] });
const names = [...Object.keys(required), ...Object.keys(optional)];
const parameters = fc.dictionary(fc.constantFrom(...names, "clientsecret", "typo"), hostileText, { maxKeys: 4 });

const parse = (stored: StoredSettings) =>
  parseSettings({ tenantId: tenantId("default"), stored, allowedUrlHosts: [".ringcentral.com"] });
const isItem = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const spoilt = fc.oneof(mutated(validItem).filter(isItem), ownProperties(hostileValue));

function faultsOf(stored: StoredSettings): readonly SettingsIssue[] {
  const outcome = outcomeOf(() => parse(stored));
  if (outcome.kind !== "value") throw new Error("The settings' parser reports faults, it does not throw");
  return outcome.value.kind === "faulty" ? outcome.value.faults : [];
}

describe("settings, whatever is stored,", () => {
  test("are parsed, or every fault is listed with its attribute and what is expected", () => {
    fc.assert(
      fc.property(spoilt, parameters, (item, ofTenant) => {
        for (const fault of faultsOf({ item, parameters: ofTenant })) {
          expect([...names, ...Object.keys({ ...item, ...ofTenant }).map(shownText)]).toContain(fault.attribute);
          expect(fault.expected).not.toBe("");
          expect(JSON.stringify(fault).length).toBeLessThan(2_000);
        }
        outcomeOf(() => parseScheduleSettings({ item, parameters: ofTenant }));
        outcomeOf(() => seenSettings(mergeSettings({ item, parameters: ofTenant }).values));
      }),
      fuzzRuns,
    );
  });

  test("are valid when every attribute is, and so are the parsed ones", () => {
    fc.assert(
      fc.property(validItem, (item) => {
        const parsed = parse({ item, parameters: {} });
        if (parsed.kind === "faulty") throw new Error(JSON.stringify(parsed.faults));
        expect(parse({ item: { ...parsed.settings }, parameters: {} })).toEqual({ ...parsed, bounded: [] });
      }),
      fuzzRuns,
    );
  });

  test("have the same faults in whatever order the attributes stand", () => {
    const sorted = (faults: readonly SettingsIssue[]) => faults.map((fault) => JSON.stringify(fault)).sort();
    fc.assert(
      fc.property(spoilt, fc.infiniteStream(fc.nat()), (item, numbers) => {
        const entries = Object.entries(item).map((entry) => ({ entry, at: numbers.next().value as number }));
        const shuffled = entries.sort((one, other) => one.at - other.at).map(({ entry }) => entry);
        const [before, after] = [item, Object.fromEntries(shuffled)].map((one) =>
          faultsOf({ item: one, parameters: {} }),
        );
        expect(sorted(after ?? [])).toEqual(sorted(before ?? []));
      }),
      fuzzRuns,
    );
  });

  test("have no fault but that of the one attribute that is spoilt", () => {
    fc.assert(
      fc.property(validItem, fc.constantFrom(...names), hostileValue, (item, name, value) => {
        const faults = faultsOf({ item: { ...item, [name]: value }, parameters: {} });
        // What wemAccess asks of the others is theirs to give.
        const allowed = name === "wemAccess" ? [name, "wemPermissionIds", "ringExCheck"] : [name];
        for (const { attribute } of faults) expect(allowed).toContain(attribute);
      }),
      fuzzRuns,
    );
  });

  test("never show a token or a secret that stands in the wrong place", () => {
    const places = fc.constantFrom(...names.slice(1), "clientSecret", "client_secret", "jwt", "accessToken", "note");
    const wrapped = fc.constantFrom<(secret: string) => unknown>(
      (secret) => secret,
      (secret) => ` ${secret} `,
      (secret) => [secret],
      (secret) => ({ deep: [{ secret }] }),
      (secret) => `https://user:${secret}@platform.ringcentral.com/?jwt=${secret}`,
    );
    fc.assert(
      fc.property(validItem, places, wrapped, (item, place, wrap) => {
        const stored = { item: { ...item, [place]: wrap(token) }, parameters: { [place]: `${token}` } };
        const { values } = seenSettings(mergeSettings(stored).values);
        const told = JSON.stringify([faultsOf(stored), faultsOf({ ...stored, item }), values]);
        for (const part of [token, ...token.split(".")]) expect(told).not.toContain(part.slice(0, 16));
      }),
      fuzzRuns,
    );
    for (const name of ["clientSecret", "CLIENT-SECRET", "Jwt", "password"])
      expect(JSON.stringify(faultsOf({ item: { [name]: "hunter2" }, parameters: {} }))).not.toContain("hunter2");
  });

  test("are what an event's overrides make of them, or the overrides are refused by name", () => {
    fc.assert(
      fc.property(validItem, ownProperties(hostileValue), fc.constantFrom("apply", "plan"), (item, overrides, mode) => {
        const stored = outcomeOf(() => withOverrides({ item, parameters: {} }, { overrides, mode }));
        if (stored.kind === "refused") expect(stored.message).toContain("overrides");
        else expect(Object.keys(stored.value.item ?? {})).toEqual(expect.arrayContaining(Object.keys(overrides)));
      }),
      fuzzRuns,
    );
  });

  test.each([
    ["subAccountIds", "601"],
    ["ignoredPeople", "nobody"],
    ["protectedUserIds", 7],
    ["managedAttributes", "role"],
  ])("cost work in proportion to the length of %s", (name, element) => {
    const parseList = (value: unknown) => faultsOf({ item: { [name]: value }, parameters: {} });
    const reads = (length: number) => readsOf(length, { element, parse: parseList });
    expect(reads(4_000)).toBeLessThan(2.1 * reads(2_000));
    expect(reads(4_000)).toBeGreaterThan(4_000);
  });
});

describe("an allowed URL, whatever the text,", () => {
  const spelling = fc.oneof(
    hostileText,
    fc
      .tuple(
        fc.constantFrom("https://", "http://", "HTTPS:\\\\", "//", "https:"),
        fc.constantFrom("", "user@", "ringcentral.com@", "a:b@"),
        fc.constantFrom(
          "ringcentral.com",
          "platform.ringcentral.com",
          "evilringcentral.com",
          "ringcentral.com.evil",
          "ring\u0441entral.com",
          "127.0.0.1",
        ),
        fc.constantFrom("", "/", ":443/", ":8443", "/x", "?q", "#f", "\\@evil", "%2f.evil", ".", "\n"),
      )
      .map((parts) => parts.join("")),
  );

  test("is https at an allowed host, by the URL parser's own reading, and allowed again", () => {
    fc.assert(
      fc.property(spelling, (text) => {
        const url = allowedUrl(text, ["ringcentral.com"]);
        if (url === undefined) return;
        const { protocol, hostname, username, password, pathname } = new URL(text);
        expect({ protocol, username, password, pathname }).toEqual({
          protocol: "https:",
          username: "",
          password: "",
          pathname: "/",
        });
        expect(`.${hostname}`).toMatch(/\.ringcentral\.com$/);
        expect(new URL(url).hostname).toBe(hostname);
        expect(allowedUrl(url, ["ringcentral.com"])).toBe(url);
      }),
      { numRuns: fuzzRuns.numRuns * 5 },
    );
  });
});

test("a people pattern, once in its form, stays as it is", () => {
  const text = fc.oneof(
    hostileText,
    fc.emailAddress(),
    fc.constantFrom("\u0130@example.com", "e\u0301@\u1e9e.example.com", "rc:1009"),
  );
  fc.assert(
    fc.property(text, (entry) => {
      const pattern = peoplePattern(entry);
      if (pattern !== undefined) expect(peoplePattern(pattern)).toBe(pattern);
    }),
    fuzzRuns,
  );
});
