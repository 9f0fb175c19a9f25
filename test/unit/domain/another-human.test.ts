import { describe, expect, test } from "vitest";
import { isAnotherHuman, isSeenTheSame, seenOf } from "#shared/domain/plan/another-human.ts";
import type { RosterUser, Seen } from "#shared/domain/roster/roster-user.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { linked, names } from "#test/fixtures/one-person.ts";
import { planned } from "#test/fixtures/planned.ts";
import { exampleSettings } from "#test/fixtures/settings.ts";

type Names = { readonly firstName?: string; readonly lastName?: string };

const [person] = planned({
  administrators: [{ kind: "administrator", userId: "301", ...names }],
}).decided.flatMap(({ matched }) => matched?.person ?? []);
const { firstName: _first, lastName: _last, ...silent } = person ?? fail();

function fail(): never {
  throw new Error("nobody was planned for");
}

function isAnother(now: Names, user: Partial<RosterUser> = {}, settings: Partial<Settings> = {}): boolean {
  return isAnotherHuman(
    { ...linked, ...user },
    { person: { ...silent, ...now }, settings: { ...exampleSettings, ...settings } },
  );
}
const said = (firstName: string, lastName: string) => ({ firstName, lastName });

describe("another human", () => {
  test.each([
    ["both names", said("Ben", "Okafor"), true],
    ["the first name only", said("Ben", "Sousa"), false],
    ["the last name only", said("Ana", "Okafor"), false],
    ["nothing", said("Ana", "Sousa"), false],
    ["both names, which change places", said("Sousa", "Ana"), false],
    ["both names, one of which takes the other's place", said("Sousa", "Okafor"), true],
    ["case and white space", said(" ANA", "de  sousa ".replace("de  ", "")), false],
    ["diacritics", said("\u00c1na", "So\u00fasa"), false],
    ["invisible characters", said("Ana\u200b", "\u2060So\u00adusa"), false],
    ["a name that is not said, and the other", { firstName: "Ben" }, false],
    ["a name that is said empty, and the other", said("", "Okafor"), true],
  ] as const)("is told by %s: %j, %s", (_what, now, is) => {
    expect(isAnother(now)).toBe(is);
  });

  test.each([
    [said("S\u00f8ren", "\u00d8sterg\u00e5rd"), said("Soren", "Ostergard")],
    [said("\u0141ukasz", "Ma\u0142ek"), said("Lukasz", "Malek")],
    [said("\u0110or\u0111e", "I\u015f\u0131k"), said("Dorde", "Isik")],
  ])("is not told by strokes in letters: %j and %j", (before, now) => {
    expect(isAnother(now, { seen: before })).toBe(false);
  });

  test("is told by vowels that are written as marks", () => {
    const before = said("\u0930\u093e\u092e", "\u0938\u0940\u0924\u093e");
    expect(isAnother(said("\u0930\u092e\u093e", "\u0938\u093f\u0924\u093e"), { seen: before })).toBe(true);
  });

  test("is never made by an edit in the roster while it is known what RingCentral said", () => {
    expect(isAnother(said("Ana", "Sousa"), said("Night", "Shift"))).toBe(false);
    expect(isAnother(said("Ben", "Okafor"), said("Ben", "Okafor"))).toBe(true);
  });

  describe("where it is not known what RingCentral said", () => {
    const { seen: _seen, ...unseen } = linked;
    const compared = (user: RosterUser, managedAttributes: Settings["managedAttributes"]) =>
      isAnotherHuman(user, {
        person: { ...silent, ...said("Ben", "Okafor") },
        settings: { ...exampleSettings, managedAttributes },
      });

    test("is told by the managed names of the roster", () => {
      expect(compared(unseen, ["firstName", "lastName"])).toBe(true);
      expect(compared({ ...unseen, lastName: "Okafor" }, ["firstName", "lastName"])).toBe(false);
    });

    test("is not told by names that people edit, nor by a user without any", () => {
      expect(compared(unseen, ["firstName"])).toBe(false);
      expect(compared(unseen, ["lastName", "role"])).toBe(false);
      expect(compared({ ...unseen, firstName: "", lastName: " " }, ["firstName", "lastName"])).toBe(false);
    });
  });
});

describe("what RingCentral says of somebody", () => {
  const before: Seen = { firstName: "Ana", lastName: "Sousa", email: "ana@example.com" };

  test("is kept in parts that it does not say now", () => {
    expect(seenOf(silent, before)).toStrictEqual(before);
    expect(seenOf({ ...silent, lastName: "Lima" }, before)).toStrictEqual({ ...before, lastName: "Lima" });
    expect(seenOf(silent)).toStrictEqual({ firstName: "", lastName: "" });
  });

  test("has no e-mail where it says that there is none", () => {
    expect(seenOf({ ...silent, ...said("", "Lima"), email: "" }, before)).toStrictEqual(said("", "Lima"));
  });

  test.each<[Seen, boolean]>([
    [{ firstName: "ANA ", lastName: "S\u00f3usa", email: " Ana@Example.com" }, true],
    [{ ...before, firstName: "Anna" }, false],
    [{ ...before, lastName: "" }, false],
    [{ ...before, email: "other@example.com" }, false],
    [said("Ana", "Sousa"), false],
  ])("is the same as before as people read it: %j, %s", (now, is) => {
    expect(isSeenTheSame(before, now)).toBe(is);
    expect(isSeenTheSame(now, before)).toBe(is);
  });
});
