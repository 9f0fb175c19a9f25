import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { formatDailyTime } from "#functions/page/format-time.ts";
import { html, personText } from "#functions/page/html.ts";
import { maxOptions } from "#functions/page/settings-state.ts";
import { captureOutput } from "#test/contracts/captured-output.ts";
import { approveArn, type PageWorld, pageArn, saveArn, startPageWorld } from "./page-world.ts";
import { attribute, isControl, Shown, textOf } from "./shown.ts";

const hostile = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `' onmouseover='alert(1)`,
  `</cwdb-action><cwdb-action action="call">`,
  `\u202egnp.exe\u202c & \u0000`,
  "ا".repeat(4_000),
  "N".repeat(4_000),
];

let world: PageWorld;
let runId = "";
let opened: readonly Shown[];
beforeAll(async () => {
  world = await startPageWorld();
  const ids = hostile.map((_, index) => `hostile-${index}`);
  for (const [index, name] of hostile.entries()) {
    await world.put("roster", {
      ...{ userId: `hostile-${index}`, firstName: name, lastName: "Family" },
      ...{ email: `${index}@aurelia.example`, role: "Agent", status: "Active" },
    });
    await world.put("organization", { key: `activity#h${index}`, kind: "activity", id: `h${index}`, name });
  }
  runId = await world.holdingRun(ids);
  opened = await openAll();
});
afterAll(() => world.close());

/** Opened once: RingCX admits five logins a minute. */
const openAll = async () => [
  await world.open(),
  await world.open({ view: "settings", list: "sub-accounts" }, { theme: "dark" }),
  await world.open({ view: "runs" }),
  await world.open({ view: "run", runId }),
  await world.open({ view: "people" }, { forms: { who: "Family" } }),
  await world.openLater({ view: "people" }, { forms: { who: `"><script>` } }),
  await world.openLater({ view: "check" }),
];

const allowedTags = new Set(
  "style div nav button cwdb-action p strong h2 h3 form input fieldset legend label select option span table caption thead tbody tr th td bdi ul li code section".split(
    " ",
  ),
);
const allowedAttributes = new Set(
  "class lang aria-label aria-current aria-describedby aria-invalid type action endpoint confirmation method autocomplete name value id for role tabindex scope spellcheck selected inputmode".split(
    " ",
  ),
);

describe("every view", () => {
  it("has the elements and attributes of the page alone, whatever people are called", async () => {
    for (const { elements } of opened) {
      expect([...new Set(elements.map(({ tagName }) => tagName))].filter((tag) => !allowedTags.has(tag))).toEqual([]);
      const names = elements.flatMap(({ attrs }) => attrs.map(({ name }) => name));
      expect([...new Set(names)].filter((name) => !allowedAttributes.has(name))).toEqual([]);
    }
  });

  it("calls the functions of the page and nothing else", async () => {
    for (const shown of opened) {
      for (const action of shown.all("cwdb-action")) {
        expect([pageArn, saveArn, approveArn]).toContain(attribute(action, "endpoint"));
        expect(attribute(action, "action")).toBe("call");
        expect(JSON.parse(textOf(action))).toMatchObject({ tenantId: "default" });
      }
      for (const button of shown.all("button")) expect(shown.action(textOf(button)).payload).toBeDefined();
    }
  });

  it("gives every control a label, every description a place, and every id once", async () => {
    for (const shown of opened) {
      const labelled = new Set(shown.all("label").map((label) => attribute(label, "for")));
      const ids = shown.elements.flatMap((one) => attribute(one, "id") ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      for (const control of shown.elements.filter(isControl)) {
        if (attribute(control, "type") === "hidden") continue;
        expect(labelled.has(attribute(control, "id")) || attribute(control, "aria-label") !== undefined).toBe(true);
        for (const id of attribute(control, "aria-describedby")?.split(" ") ?? []) expect(shown.byId(id)).toBeDefined();
      }
    }
  });

  it("has its headings in order and a scope on every header of a table", async () => {
    for (const shown of opened) {
      const levels = shown.elements.flatMap(({ tagName }) => /^h([1-6])$/.exec(tagName)?.[1] ?? []);
      expect(levels[0]).toBe("2");
      expect(levels.filter((level) => level === "2")).toHaveLength(1);
      for (const header of shown.all("th")) expect(attribute(header, "scope")).toMatch(/^(?:col|row)$/);
    }
  });

  it("shows names as text whose direction ends where it ends, and cuts one that nobody would read", async () => {
    const shown = await world.open({ view: "run", runId });
    const names = shown.all("bdi").map(textOf);
    expect(names).toContain("<script>alert(1)</script> Family");
    expect(names.some((name) => name.includes("\u202egnp.exe"))).toBe(true);
    expect(Math.max(...names.map(({ length }) => length))).toBeLessThan(300);
  });
});

describe("the settings form", () => {
  it("has exactly the fields that administrators know, in three groups", async () => {
    const shown = await world.open();
    expect(shown.all("legend").map(textOf)).toEqual([
      "General Settings",
      "API & Account Connectivity",
      "Sync Logic & Scheduling",
    ]);
    const names = shown.elements.filter(isControl).map((one) => attribute(one, "name"));
    expect(names).toEqual([
      ...["view", "seen", "serviceEnabled", "impersonatedUserId", "realtimeDataSourceId", "defaultActivityId"],
      ...["baseUrl", "ringCxUrl", "mainAccountId", "subAccountIds", "clientId"],
      ...["adminAndAgentRole", "mode", "runDailyAtUtc", "wemAccess", "wemPermissionIds", "managedAttributes"],
      ...["maxDeactivations", "maxDeactivationShare", "deactivationFloor", "maxCreateShare"],
    ]);
  });

  it("offers activities by their path, and says where each value comes from", async () => {
    const shown = await world.open();
    const options = shown.field("defaultActivityId").childNodes.map(textOf);
    expect(options).toContain("Contact centre / Site 1 - Dallas, TX (12)");
    expect(textOf(shown.byId("usync-clientId-source") as never)).toBe("Source: settings item");
    expect(textOf(shown.byId("usync-runDailyAtUtc-source") as never)).toBe("Source: default, 02:00");
    expect(textOf(shown.byId("usync-runDailyAtUtc-help") as never)).toContain("02:00 UTC is 04:00 in your time zone");
  });

  it("lists the sub-accounts that the credentials see", async () => {
    const shown = opened[1];
    expect(shown?.value(shown.field("subAccount:15910001"))).toBe("in");
    expect(shown?.text).toContain("Site 2");
  });

  it("takes an id as text where there are too many to choose from", async () => {
    const crowd = Array.from({ length: maxOptions + 1 }, (_, index) => `crowd-${index}`);
    for (const userId of crowd)
      await world.put("roster", { userId, firstName: "A", lastName: "B", role: "Agent", status: "Active" });
    const shown = await world.open();
    expect(shown.field("impersonatedUserId").tagName).toBe("input");
    expect(shown.value(shown.field("impersonatedUserId"))).toBe("sync-service");
  });
});

describe("a refresh of the dashboard", () => {
  it("comes back to the view and to what was typed, and asks RingCentral nothing", async () => {
    const first = await world.open();
    const logins = world.ringCentral.requests.length;
    const again = await world.open({}, { forms: { ...first.forms(), runDailyAtUtc: "04:15", jwt: "typed-jwt" } });
    expect(again.value(again.field("runDailyAtUtc"))).toBe("04:15");
    expect(again.html).not.toContain("typed-jwt");
    const people = await world.open({}, { forms: { view: "people", who: "Family" } });
    expect(people.value(people.field("who"))).toBe("Family");
    expect(people.all("section")).toEqual([]);
    expect((await world.open({}, { forms: { view: "check" } })).text).toContain("Test now");
    expect(world.ringCentral.requests.length).toBe(logins);
  });
});

describe("who asked for a run", () => {
  const due = "2026-03-02T02:00:00.000Z";
  const scheduled = (id: string, scheduledFor: string) =>
    world.put("history", {
      ...{ entry: `run#${id}`, runId: id, trigger: "schedule", mode: "apply", status: "succeeded", reasons: [] },
      ...{ startedAt: due, finishedAt: due, people: 1, rosterUsers: 1, requestedBy: "schedule", scheduledFor },
    });

  it("is quoted, unless dispatch remembers that very due time", async () => {
    await world.put("history", { entry: "schedule", version: 1, attempt: 0, resumes: 0, lastScheduledFor: due });
    await scheduled("01JR0N0000000000000000000A", due);
    await scheduled("01JR0N0000000000000000000B", "2026-03-02T03:00:00.000Z");
    const told = await world.open({ view: "run", runId: "01JR0N0000000000000000000A" });
    expect(told.text).toContain("asked for bythe schedule");
    const claimed = await world.open({ view: "run", runId: "01JR0N0000000000000000000B" });
    expect(claimed.text).toContain("asked for bysays: schedule");
  });
});

it("describes itself in Markdown when it is asked to", async () => {
  expect((await world.call(pageArn, { describe: true })).html).toMatch(/^# User Sync/);
});

it("says what is wrong with an event, and quotes nothing of it", async () => {
  captureOutput();
  const shown = await world.open({ view: "nowhere-secret" });
  vi.restoreAllMocks();
  expect(shown.text).toContain("SETTINGS_INVALID");
  expect(shown.html).not.toContain("nowhere-secret");
});

describe("the template", () => {
  it("escapes values in text and attributes, and keeps what is HTML already", () => {
    const value = `"'<&>`;
    const shown = new Shown(html`<div title="${value}">${value}${html`<b>${[1, "<"]}</b>`}${undefined}</div>`.text);
    expect(attribute(shown.all("div")[0] as never, "title")).toBe(value);
    expect(shown.text).toBe(`${value}1<`);
  });

  it("has no place for control characters and half characters", () => {
    expect(html`${"a\u0000\u001bb\ud800\n"}`.text).toBe("a\ufffd\ufffdb\ufffd\n");
  });

  it("isolates the direction of a name", () => {
    expect(personText("\u202ex").text).toBe("<bdi>\u202ex</bdi>");
  });
});

describe("a daily time on the viewer's clock", () => {
  it.each([
    { time: "02:00", offsetMinutes: 120, words: "02:00 UTC is 04:00 in your time zone (UTC+02:00)." },
    {
      time: "02:00",
      offsetMinutes: -300,
      words: "02:00 UTC is 21:00 on the day before in your time zone (UTC-05:00).",
    },
    { time: "23:30", offsetMinutes: 345, words: "23:30 UTC is 05:15 on the day after in your time zone (UTC+05:45)." },
    { time: "02:00", offsetMinutes: 0, words: "02:00 UTC; the dashboard shows times in UTC as well." },
    { time: "2 am", offsetMinutes: 60, words: undefined },
  ])("$time at $offsetMinutes minutes", ({ time, offsetMinutes, words }) => {
    expect(formatDailyTime(time, { offsetMinutes })).toBe(words);
  });
});
