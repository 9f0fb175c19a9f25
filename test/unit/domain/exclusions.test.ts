import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { sourceId, userId } from "#shared/domain/ids.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { exclusionsOf } from "#shared/domain/scope/exclusions.ts";
import { exampleSettings } from "#test/fixtures/settings.ts";

function isIgnored(pattern: string, email: string): boolean {
  const exclusions = exclusionsOf({ ...exampleSettings, ignoredPeople: [pattern] }, []);
  return exclusions.reasonFor({ emails: [email], sourceIds: [] }) === "ignoredPeople";
}

describe("a pattern of people", () => {
  test.each([
    ["ana@example.com", "Ana@Example.com ", true],
    ["ana@example.com", "anna@example.com", false],
    ["*@test.example.com", "x@test.example.com", true],
    ["*@test.example.com", "x@test.example.com.evil.example", false],
    ["*@test.example.com", "x@attest.example.com", false],
    ["svc-*@example.com", "svc-@example.com", true],
    ["svc-*@example.com", "xsvc-1@example.com", false],
    ["*bot*@*.example.com", "my-bot-7@eu.example.com", true],
    ["*bot*@*.example.com", "my-bat-7@eu.example.com", false],
    ["a*a@example.com", "a@example.com", false],
    ["*ab*ab@example.com", "ab@example.com", false],
    ["*ab*ab@example.com", "abab@example.com", true],
    ["a.b@example.com", "axb@example.com", false],
    ["a+b@example.com", "a+b@example.com", true],
    ["(a|b)@example.com", "a@example.com", false],
  ])("%s and %s: %s", (pattern, email, matches) => {
    expect(isIgnored(pattern, email)).toBe(matches);
  });

  test("matches what the obvious regular expression matches", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "@"), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", "@", "*"), minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(pattern, letters, (wanted, email) => {
        const obvious = new RegExp(`^${wanted.replaceAll("*", ".*")}$`, "u");
        expect(isIgnored(wanted, email)).toBe(email !== "" && obvious.test(email));
      }),
      { numRuns: 2000 },
    );
  });

  test("looks for each part once, however many stars there are", () => {
    const looks = vi.spyOn(String.prototype, "indexOf");
    try {
      const stars = 60;
      expect(isIgnored(`${"*a".repeat(stars)}*!`, `${"a".repeat(200)}?`)).toBe(false);
      expect(isIgnored(`${"*a".repeat(stars)}*!*?`, `${"a".repeat(200)}?`)).toBe(false);
      expect(looks.mock.calls.length).toBeLessThanOrEqual(2 * stars + 4);
    } finally {
      looks.mockRestore();
    }
  });
});

describe("covered", () => {
  const linked: RosterUser = {
    ...{ userId: userId("rc-1"), firstName: "Ana", lastName: "Sousa", email: "Ana@example.com", role: "Agent" },
    ...{ status: "Active", sourceId: sourceId("rc:1"), version: 1 },
  };
  const byHand: RosterUser = {
    ...{
      userId: userId("planner"),
      firstName: "Petra",
      lastName: "Planner",
      role: "Scheduler",
      status: "Active",
      version: 0,
    },
  };
  const protecting = () => exclusionsOf({ ...exampleSettings, protectedUserIds: [linked.userId] }, [linked, byHand]);

  test("is whoever has the e-mail or the source id of a protected user", () => {
    const exclusions = protecting();
    expect(exclusions.reasonFor({ emails: ["ANA@example.com"], sourceIds: [] })).toBe("e-mail of a protected user");
    expect(exclusions.reasonFor({ emails: [undefined], sourceIds: [sourceId("rc:1")] })).toBe(
      "linked to a protected user",
    );
  });

  test("is not whoever lacks an e-mail or a source id as the protected user does", () => {
    expect(protecting().reasonFor({ emails: [undefined, ""], sourceIds: [undefined] })).toBeUndefined();
  });

  test("protects the impersonated user and those that the settings name", () => {
    expect([linked, byHand, { ...byHand, userId: userId("x") }].map((user) => protecting().isProtected(user))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("is everybody but the pilots when there are pilots; an ignored pilot is ignored", () => {
    const pilot = exclusionsOf(
      { ...exampleSettings, pilotPeople: ["*@pilot.example"], ignoredPeople: ["bot@pilot.example"] },
      [],
    );
    const reasons = [
      ["ana@pilot.example"],
      ["ana@example.com"],
      [],
      ["old@example.com", "ana@pilot.example"],
      ["bot@pilot.example"],
    ];
    expect(reasons.map((emails) => pilot.reasonFor({ emails, sourceIds: [] }))).toEqual([
      undefined,
      "not in pilotPeople",
      "not in pilotPeople",
      undefined,
      "ignoredPeople",
    ]);
  });
});
