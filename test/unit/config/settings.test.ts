import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseScheduleSettings, parseSettings } from "#shared/config/settings.ts";
import { tenantId } from "#shared/domain/ids.ts";
import type { StoredSettings } from "#shared/domain/settings/merged-settings.ts";
import type { Settings, SettingsIssue } from "#shared/domain/settings/settings.ts";
import { minimalItem, storedWith } from "./stored-settings.ts";

const parse = (stored: StoredSettings) =>
  parseSettings({ tenantId: tenantId("default"), stored, allowedUrlHosts: [".ringcentral.com"] });

function valid(
  changed: Readonly<Record<string, unknown>>,
  parameters: Readonly<Record<string, string>> = {},
): Settings {
  const parsed = parse(storedWith(changed, parameters));
  if (parsed.kind === "faulty") throw new Error(JSON.stringify(parsed.faults));
  return parsed.settings;
}

function faults(
  changed: Readonly<Record<string, unknown>>,
  parameters: Readonly<Record<string, string>> = {},
): readonly SettingsIssue[] {
  const parsed = parse(storedWith(changed, parameters));
  return parsed.kind === "faulty" ? parsed.faults : [];
}

describe("the defaults", () => {
  it("fill in everything that the smallest item lacks", () => {
    expect(valid({})).toEqual({
      tenantId: "default",
      serviceEnabled: false,
      impersonatedUserId: "u-sync",
      realtimeDataSourceId: "3",
      defaultActivityId: "12",
      baseUrl: "https://platform.ringcentral.com/",
      ringCxUrl: "https://ringcx.ringcentral.com/",
      mainAccountId: "600",
      subAccountIds: ["601", "602"],
      clientId: "app-1",
      adminAndAgentRole: "first",
      runDailyAtUtc: "02:00",
      mode: "apply",
      managedAttributes: ["firstName", "lastName", "role"],
      supervisorRole: "Agent",
      wemAccess: "ringcx",
      wemPermissionIds: [],
      protectedUserIds: [],
      ignoredPeople: [],
      pilotPeople: [],
      ringExCheck: "on",
      maxDeactivations: 500,
      maxDeactivationShare: 0.2,
      deactivationFloor: 5,
    });
  });

  it("stand for an empty string, too", () => {
    expect(valid({ runDailyAtUtc: "", maxDeactivations: "", serviceEnabled: "", managedAttributes: "" })).toEqual(
      valid({}),
    );
  });

  it("do not exist for required attributes", () => {
    const parsed = parse({ item: { tenantId: "default" }, parameters: {} });
    expect(parsed).toMatchObject({ kind: "faulty" });
    expect(faults(Object.fromEntries(Object.keys(minimalItem).map((name) => [name, undefined])))).toHaveLength(6);
    expect(faults({ clientId: undefined })).toEqual([
      { attribute: "clientId", expected: expect.stringContaining("required") },
    ]);
  });
});

describe("parameters", () => {
  it("supply what the item lacks, flags and numbers parsed", () => {
    const parameters = {
      serviceEnabled: "true",
      maxDeactivations: "7",
      maxDeactivationShare: "0.5\n",
      subAccountIds: "9,8",
    };
    const settings = valid({ subAccountIds: undefined }, parameters);
    expect(settings).toMatchObject({
      serviceEnabled: true,
      maxDeactivations: 7,
      maxDeactivationShare: 0.5,
      subAccountIds: ["9", "8"],
    });
  });

  it("stay text where the setting is text", () => {
    expect(valid({ clientId: undefined }, { clientId: "12345" }).clientId).toBe("12345");
  });

  it("lose against the item, and the loser is named", () => {
    const parsed = parse(storedWith({ mode: "plan" }, { mode: "apply", clientId: "other", runDailyAtUtc: "03:00" }));
    expect(parsed).toMatchObject({ kind: "valid", shadowed: ["clientId", "mode"] });
    expect(parsed.kind === "valid" && parsed.settings).toMatchObject({
      mode: "plan",
      clientId: "app-1",
      runDailyAtUtc: "03:00",
    });
  });

  it("win against an empty string in the item", () => {
    expect(valid({ mode: "" }, { mode: "plan" }).mode).toBe("plan");
  });

  it("that hold white space only count as absent", () => {
    expect(valid({}, { mode: " \n", serviceEnabled: "" })).toEqual(valid({}));
    expect(parse(storedWith({ mode: "plan" }, { mode: " " }))).toMatchObject({ kind: "valid", shadowed: [] });
  });

  it("cannot stand in for the item", () => {
    const { tenantId: _, ...all } = minimalItem;
    const parsed = parse({ parameters: all as Record<string, string> });
    expect(parsed).toMatchObject({ kind: "faulty", faults: [{ attribute: "tenantId", value: "default" }] });
  });

  it.each([
    { name: "serviceEnabled", text: "yes" },
    { name: "serviceEnabled", text: "TRUE" },
    { name: "maxDeactivations", text: "1e3" },
    { name: "maxDeactivations", text: "0x10" },
    { name: "maxDeactivations", text: "-1" },
    { name: "maxDeactivations", text: "20%" },
  ])("are refused when $name is $text", ({ name, text }) => {
    expect(faults({}, { [name]: text })).toMatchObject([{ attribute: name, value: text }]);
  });
});

describe("types", () => {
  it("says that a BOOL is not a string", () => {
    expect(faults({ serviceEnabled: "true" })).toEqual([
      { attribute: "serviceEnabled", value: "true", expected: "true or false (BOOL), not a string" },
    ]);
  });

  it.each([
    ["maxDeactivations", -1],
    ["maxDeactivations", 1.5],
    ["maxDeactivations", "1.000"],
    ["maxDeactivations", "1,00"],
    ["maxDeactivations", "1,0000"],
    ["maxDeactivations", "0,500"],
    ["maxDeactivations", "500.0"],
    ["maxDeactivations", "five"],
    ["maxDeactivationShare", "20"],
    ["maxDeactivationShare", "1,000"],
    ["maxDeactivationShare", "200%"],
    ["maxDeactivationShare", "%"],
    ["maxDeactivations", Number.NaN],
    ["maxDeactivations", 2 ** 60],
    ["maxDeactivations", 10n ** 30n],
    ["maxDeactivationShare", 1.01],
    ["maxDeactivationShare", -0.1],
    ["maxDeactivationShare", Number.POSITIVE_INFINITY],
    ["deactivationFloor", 0.5],
    ["runDailyAtUtc", "2:0"],
    ["runDailyAtUtc", "2.00"],
    ["runDailyAtUtc", "200"],
    ["runDailyAtUtc", 2],
    ["runDailyAtUtc", "24:00"],
    ["runDailyAtUtc", "02:60"],
    ["runDailyAtUtc", "02:00Z"],
    ["mode", "Plan"],
    ["adminAndAgentRole", "agent"],
    ["supervisorRole", "Scheduler"],
    ["wemAccess", "all"],
    ["ringExCheck", true],
    ["impersonatedUserId", "a/b"],
    ["impersonatedUserId", "u\u0000"],
    ["impersonatedUserId", "u".repeat(129)],
    ["impersonatedUserId", null],
    ["mainAccountId", "~"],
    ["mainAccountId", 1.5],
    ["mainAccountId", 2 ** 60],
    ["mainAccountId", "7 00"],
    ["subAccountIds", "601 602"],
    ["subAccountIds", [601, 601]],
    ["protectedUserIds", [1.5]],
    ["mainAccountId", "6OO"],
    ["clientId", "two words"],
    ["managedAttributes", ["firstName", "status"]],
    ["managedAttributes", { firstName: true }],
    ["subAccountIds", []],
    ["subAccountIds", ","],
    ["subAccountIds", "601,601"],
    ["ignoredPeople", 5],
  ])("refuses %s as %s", (attribute, value) => {
    expect(faults({ [attribute]: value })).toMatchObject([{ attribute }]);
  });

  it("takes lists as text, L or SS, in the written order", () => {
    expect(valid({ subAccountIds: "9, 8,\n7 " }).subAccountIds).toEqual(["9", "8", "7"]);
    expect(valid({ subAccountIds: ["9", "8", "7"] }).subAccountIds).toEqual(["9", "8", "7"]);
    expect(valid({ managedAttributes: "role,email,role" }).managedAttributes).toEqual(["role", "email"]);
    expect(valid({ protectedUserIds: ["u1", "u2"] }).protectedUserIds).toEqual(["u1", "u2"]);
  });
});

describe("settings as people type them", () => {
  it.each([
    ["mainAccountId", 700, "700"],
    ["mainAccountId", " 700", "700"],
    ["mainAccountId", '"700"', "700"],
    ["mainAccountId", "\uFEFF700\r\n", "700"],
    ["clientId", "abc123\n", "abc123"],
    ["clientId", "'abc123'", "abc123"],
    ["clientId", "\u201Cabc123\u201D", "abc123"],
    ["defaultActivityId", 12, "12"],
    ["impersonatedUserId", " u1 ", "u1"],
    ["subAccountIds", " 701 ,\n", ["701"]],
    ["subAccountIds", 701, ["701"]],
    ["subAccountIds", [601, "602", 603], ["601", "602", "603"]],
    ["subAccountIds", "601;602", ["601", "602"]],
    ["subAccountIds", "601\n602\r\n", ["601", "602"]],
    ["subAccountIds", '"601", "602"', ["601", "602"]],
    ["subAccountIds", '"601, 602"', ["601", "602"]],
    ["protectedUserIds", "a;b, c", ["a;b", "c"]],
    ["ignoredPeople", "rc:1; Anna@Example.com", ["rc:1", "anna@example.com"]],
    ["managedAttributes", "role; email", ["role", "email"]],
    ["runDailyAtUtc", "2:00", "02:00"],
    ["runDailyAtUtc", " 02:00\n", "02:00"],
    ["mode", "plan\n", "plan"],
    ["maxDeactivations", "500", 500],
    ["maxDeactivations", "1,000", 1000],
    ["maxDeactivations", "12,345,678", 12_345_678],
    ["maxDeactivationShare", "20%", 0.2],
    ["maxDeactivationShare", "7 %", 0.07],
    ["maxDeactivationShare", "12,5%", 0.125],
    ["maxDeactivationShare", "0,2", 0.2],
    ["maxDeactivationShare", "0.2", 0.2],
    ["baseUrl", "platform.ringcentral.com", "https://platform.ringcentral.com/"],
    ["baseUrl", ' "https://platform.ringcentral.com" \n', "https://platform.ringcentral.com/"],
  ] as const)("take %s from %j", (attribute, typed, meant) => {
    expect(valid({ [attribute]: typed })).toEqual({ ...valid({}), [attribute]: meant });
  });

  it("take an id that is too long for a number as the digits it has", () => {
    expect(valid({ mainAccountId: 98765432109876543210n }).mainAccountId).toBe("98765432109876543210");
  });

  it("mean the same from the item, a parameter, or in quotes and white space", () => {
    const canonical = fc.oneof(
      fc.record({ name: fc.constant("mainAccountId"), text: fc.stringMatching(/^[1-9]\d{0,14}$/) }),
      fc.record({ name: fc.constant("clientId"), text: fc.stringMatching(/^[A-Za-z][\w.~-]{0,30}$/) }),
      fc.record({ name: fc.constant("subAccountIds"), text: fc.constantFrom("7", "7,8", "9, 8,7") }),
      fc.record({ name: fc.constant("runDailyAtUtc"), text: fc.stringMatching(/^(?:[01]\d|2[0-3]):[0-5]\d$/) }),
      fc.record({ name: fc.constant("maxDeactivations"), text: fc.nat().map(String) }),
      fc.record({ name: fc.constant("maxDeactivationShare"), text: fc.nat(100).map((share) => `${share}%`) }),
      fc.record({
        name: fc.constant("baseUrl"),
        text: fc.constantFrom("a.ringcentral.com", "https://b.ringcentral.com/"),
      }),
    );
    const around = fc.constantFrom(
      ["", ""],
      [" ", "\n"],
      ["\uFEFF", "\r\n"],
      ['"', '"'],
      [" '", "' "],
      ["\u201C", "\u201D"],
    );
    fc.assert(
      fc.property(canonical, around, ({ name, text }, [before, after]) => {
        const meant = valid({ [name]: text });
        expect(valid({ [name]: `${before}${text}${after}` })).toEqual(meant);
        expect(valid({ [name]: undefined }, { [name]: `${before}${text}${after}` })).toEqual(meant);
        // What a setting means is typed the same way again.
        const value = meant[name as keyof Settings];
        expect(valid({ [name]: value })).toEqual(meant);
        if (name === "mainAccountId") expect(valid({ [name]: Number(text) })).toEqual(meant);
      }),
    );
  });

  it("are numbers only where every reader sees the same number", () => {
    const digits = fc.array(fc.constantFrom("0", "1", "5", "12", "123", "000", ",", ".", "%", "-", " "), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(digits, (parts) => {
        const text = parts.join("");
        const parsed = parse(storedWith({ maxDeactivations: text, maxDeactivationShare: text }));
        const read: Partial<Settings> = parsed.kind === "valid" ? parsed.settings : parsed.readable;
        const bare = text.trim();
        if (bare === "") return;
        if (read.maxDeactivations !== undefined) {
          expect(bare).toMatch(/^-?\d+$|^[1-9]\d{0,2}(,\d{3})+$/);
          expect(read.maxDeactivations).toBe(Number(bare.replaceAll(",", "")));
        }
        if (read.maxDeactivationShare !== undefined) {
          expect(bare).not.toMatch(/,\d*,|\d{2},\d{3}/);
          const plain = Number(bare.replace("%", "").replace(",", ".").trim());
          expect(read.maxDeactivationShare).toBeCloseTo(bare.endsWith("%") ? plain / 100 : plain, 12);
        }
      }),
    );
  });
});

describe("people", () => {
  it("are e-mails in lower case or source ids", () => {
    const ignoredPeople = "Anna@Example.com, *@test.example.com, rc:1009, cx-agent:1:7, cx-user:5";
    expect(valid({ ignoredPeople }).ignoredPeople).toEqual([
      "anna@example.com",
      "*@test.example.com",
      "rc:1009",
      "cx-agent:1:7",
      "cx-user:5",
    ]);
  });

  it.each(["*", "Anna Example", "1009", "rc:", "rc:10:09", "cx-agent:7", "a@b@c", "a b@example.com", "RC:1009"])(
    "are refused as %s",
    (pattern) => {
      expect(faults({ pilotPeople: [pattern] })).toMatchObject([{ attribute: "pilotPeople" }]);
    },
  );

  it("are not named in a fault", () => {
    const shown = JSON.stringify(
      faults({ pilotPeople: ["Anna Example", "x@example.com"], ignoredPeople: "anna@@example.com" }),
    );
    expect(shown).not.toMatch(/anna/iu);
    expect(shown).toContain("@example.com");
  });
});

describe("contradictions", () => {
  it("asks for permission ids with ringex-permission", () => {
    expect(faults({ wemAccess: "ringex-permission" })).toMatchObject([{ attribute: "wemPermissionIds" }]);
    expect(valid({ wemAccess: "ringex-permission", wemPermissionIds: ["Wem"] }).wemPermissionIds).toEqual(["Wem"]);
  });

  it("does not let the RingEX check be off with ringex-permission", () => {
    const both = { wemAccess: "ringex-permission", wemPermissionIds: "Wem", ringExCheck: "off" };
    expect(faults(both)).toMatchObject([{ attribute: "ringExCheck", value: "off" }]);
  });
});

describe("unknown attributes", () => {
  it.each([
    ["subAccountID", "subAccountIds"],
    ["ServiceEnabled", "serviceEnabled"],
    ["maxDeactivation", "maxDeactivations"],
    ["ringCXURL", "ringCxUrl"],
  ])("names for %s the nearest: %s", (attribute, near) => {
    expect(faults({ [attribute]: "x" })).toEqual([
      { attribute, value: "x", expected: `a known attribute; the nearest is ${near}` },
    ]);
  });

  it.each([
    "clientSecret",
    "jwt",
    "JWT",
    "client_secret",
    "client-secret",
    "privateKey",
    "ClientSecrte",
    "apiKey",
    "pass_word",
  ])("says where %s belongs, without its value", (attribute) => {
    for (const found of [faults({ [attribute]: "s3cr3t-value" }), faults({}, { [attribute]: "s3cr3t-value" })]) {
      expect(found).toMatchObject([{ attribute, expected: expect.stringContaining("Secrets Manager") }]);
      expect(JSON.stringify(found)).not.toContain("s3cr3t-value");
    }
  });

  it("never shows a token or the credentials of a URL, wherever they stand", () => {
    const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln";
    const found = faults({
      clientId: token,
      note: token,
      list: [token],
      baseUrl: "https://me:hunter2@platform.ringcentral.com/",
    });
    expect(found).toHaveLength(4);
    expect(JSON.stringify(found)).not.toMatch(/eyJhbG|hunter2/u);
  });
});

describe("faults", () => {
  it("come all at once", () => {
    const found = faults({ mode: "fast", runDailyAtUtc: "late", clientSecret: "x", clientId: undefined, nonsense: 1 });
    expect(found.map(({ attribute }) => attribute).sort()).toEqual([
      "clientId",
      "clientSecret",
      "mode",
      "nonsense",
      "runDailyAtUtc",
    ]);
  });

  it("show values shortened and with control characters escaped", () => {
    expect(faults({ mode: "a\u0007\u202eb" })).toMatchObject([{ value: "a\\u0007\\u202eb" }]);
    const [fault] = faults({ mode: "x".repeat(5000) });
    expect(fault?.value).toHaveLength(79 + "… (5000 characters)".length);
  });
});

describe("any JSON at all", () => {
  it("is parsed without an exception and without touching prototypes", () => {
    const key = fc.oneof(
      fc.constantFrom(...Object.keys(minimalItem), "__proto__", "constructor", "mode", "jwt"),
      fc.string(),
    );
    const anything = fc.dictionary(key, fc.jsonValue(), { noNullPrototype: false });
    fc.assert(
      fc.property(anything, fc.dictionary(key, fc.string()), (item, parameters) => {
        const parsed = parse({ item, parameters });
        parseScheduleSettings({ item, parameters });
        expect(parsed.kind === "valid" || parsed.faults.length > 0).toBe(true);
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
    );
    const polluting = JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}');
    expect(parse({ item: polluting, parameters: {} }).kind).toBe("faulty");
    expect({}).not.toHaveProperty("polluted");
  });

  it("gives values in the allowed ranges whenever it is valid", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (share, time) => {
        const parsed = parse(storedWith({ maxDeactivationShare: share, runDailyAtUtc: time }));
        if (parsed.kind === "faulty") return;
        expect(parsed.settings.maxDeactivationShare).toBeGreaterThanOrEqual(0);
        expect(parsed.settings.maxDeactivationShare).toBeLessThanOrEqual(1);
        expect(parsed.settings.runDailyAtUtc).toMatch(/^\d\d:\d\d$/);
      }),
    );
  });
});

describe("the schedule's own settings", () => {
  it("are read whatever is wrong with the others", () => {
    const stored = storedWith({ serviceEnabled: true, mode: "fast", clientId: undefined }, { runDailyAtUtc: "04:30" });
    expect(parseScheduleSettings(stored)).toEqual({ serviceEnabled: true, runDailyAtUtc: "04:30" });
    expect(parseScheduleSettings({ item: {}, parameters: { mode: "plan" } })).toMatchObject({ mode: "plan" });
  });

  it("are absent where they cannot be read", () => {
    expect(parseScheduleSettings(storedWith({ serviceEnabled: "true", runDailyAtUtc: "noon", mode: "dry" }))).toEqual(
      {},
    );
    expect(parseScheduleSettings({ parameters: { serviceEnabled: "true" } })).toEqual({});
  });
});

describe("the tenant id", () => {
  it("is refused when it could not be part of a secret's name", () => {
    const stored = storedWith({ tenantId: "a/b" });
    const parsed = parseSettings({ tenantId: tenantId("a/b"), stored, allowedUrlHosts: [] });
    expect(parsed).toMatchObject({
      kind: "faulty",
      faults: expect.arrayContaining([expect.objectContaining({ attribute: "tenantId" })]),
    });
  });
});
