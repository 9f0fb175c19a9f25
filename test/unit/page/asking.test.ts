import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { captureOutput } from "#test/contracts/captured-output.ts";
import { type PageWorld, startPageWorld } from "./page-world.ts";
import { textOf } from "./shown.ts";

let world: PageWorld;
beforeEach(async () => {
  world = await startPageWorld();
  captureOutput();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await world.close();
});

const tokenPath = "/restapi/oauth/token";
const corrected = "I have corrected it in RingCentral";
const logins = () => world.ringCentral.requests.filter(({ path }) => path.startsWith(tokenPath)).length;
const readings = () => world.ringCentral.requests.filter(({ path }) => path.endsWith("/subaccounts")).length;
const refuse = (times: number) =>
  world.ringCentral.faults.add({ when: tokenPath, fault: { kind: "status", status: 400 }, times });

describe("a viewer", () => {
  it("has the directory read once in five minutes, by search and test together", async () => {
    const search = () => world.open({ view: "people" }, { forms: { who: "no-such-person" } });
    expect((await search()).text).toContain("No match, neither in RingCentral nor in the roster");
    expect((await search()).text).toMatch(/less than 5 minutes ago; try again at .* UTC/);
    const tested = await world.open({ view: "check" });
    expect(tested.text).toMatch(/less than 5 minutes ago/);
    expect(tested.text).toMatch(/test again after \d\d:\d\d UTC/);
    expect(readings()).toBe(1);
  });

  it("sends no login again that was refused, until they say that it was corrected", async () => {
    refuse(2);
    const check = () => world.open({ view: "check" });
    for (let count = 0; count < 3; count += 1) expect((await check()).text).toMatch(/not sent again before .* UTC/);
    expect(logins()).toBe(1);
    const second = await world.press(await check(), corrected);
    expect(second.text).toContain("RingCentral refused the login");
    expect(logins()).toBe(2);
    expect((await world.press(second, corrected)).text).toMatch(/can be tried again at .* UTC/);
    expect(logins()).toBe(2);
  });

  it("sends a refused login no more by any other button", async () => {
    refuse(1);
    await world.open({ view: "check" });
    const notSent = /RINGCENTRAL_REJECTED: .* not sent again before .* UTC/;
    expect((await world.open({ view: "people" }, { forms: { who: "anybody" } })).text).toMatch(notSent);
    expect((await world.press(await world.open(), "Choose from the account's sub-accounts")).text).toMatch(notSent);
    expect(logins()).toBe(1);
  });

  it("is answered as soon as what was corrected works", async () => {
    refuse(1);
    const refused = await world.open({ view: "check" });
    const tested = await world.press(refused, corrected);
    expect(tested.text).toContain("RingCentral accepts client id, client secret and JWT");
    expect(tested.all("button").map(textOf)).not.toContain(corrected);
    expect([logins(), readings()]).toEqual([2, 1]);
  });
});

it("answers ten searches in a minute with one login", async () => {
  for (let count = 0; count < 10; count += 1) {
    const { text } = await world.openLater({ view: "people" }, { forms: { who: world.agent.email ?? "" } });
    expect(text).toContain("yes: active agent");
  }
  expect([logins(), readings()]).toEqual([1, 10]);
});

describe("a wait for RingCentral's sign-in limit", () => {
  const limitLogins = (retryAfterSeconds: number, times = 1) =>
    world.ringCentral.faults.add({ when: tokenPath, fault: { kind: "status", status: 429, retryAfterSeconds }, times });
  const waited = "The answer had to wait 6 s for RingCentral's sign-in limit.";
  const store = async () => {
    const form = await world.press(await world.open(), "Store secrets…");
    return world.press(form, "Try and store the secrets", { ...world.credentials });
  };

  it("is shown with the answer that it held up, and with no other", async () => {
    limitLogins(6);
    expect((await world.open({ view: "check" })).text).toContain(waited);
    expect((await world.open({ view: "check" })).text).not.toContain("had to wait");
  });

  it("is shown where secrets are stored", async () => {
    limitLogins(6);
    const { text } = await store();
    expect(text).toContain("Stored: the login works");
    expect(text).toContain(waited);
  });

  it("is not begun when the function would end before it", async () => {
    const tooLong =
      /RingCentral asked for a wait of 50 s, which is longer than the time left\. Try again when it is over/;
    limitLogins(50);
    expect((await store()).text).toMatch(tooLong);
    limitLogins(50);
    expect((await world.press(await world.open(), "Choose from the account's sub-accounts")).text).toMatch(tooLong);
  });
});

it("tries five wrong secrets in 15 minutes at most, whoever types them", async () => {
  const store = async (clientSecret: string) => {
    const form = await world.press(await world.open(), "Store secrets…");
    return await world.press(form, "Try and store the secrets", { clientSecret });
  };
  const texts: string[] = [];
  for (let count = 0; count < 4; count += 1) texts.push((await store("wrong-secret-4711")).text);
  expect(logins()).toBe(1);
  for (let count = 0; count < 6; count += 1) texts.push((await store(`wrong-secret-${count}`)).text);
  expect(logins()).toBe(5);
  for (const text of texts) expect(text).toContain("Nothing was stored. RINGCENTRAL_REJECTED");
  expect(texts.at(-1)).toMatch(/five logins of tenant default within 15 minutes/);
});

describe("alarms and alerts that nobody would hear", () => {
  it.each([
    [{ confirmed: 0, pending: 0 }, "nobody is subscribed to the alert topic"],
    [{ confirmed: 0, pending: 1 }, "1 subscribed and did not confirm it yet"],
  ])("are told on every view: %o", async (counts, words) => {
    const before = { ...world.aws.subscriptions };
    Object.assign(world.aws.subscriptions, counts);
    const page = await world.open({ view: "runs" });
    Object.assign(world.aws.subscriptions, before);
    expect(page.text).toContain(words);
    expect((await world.open({ view: "runs" })).text).not.toContain("subscribed");
  });

  it("are told where alerts wait because SNS does not take them", async () => {
    const untold = [{ code: "SETTINGS_CHANGED", subject: "Changed", message: "Something." }];
    await world.put("history", { entry: "schedule", version: 1, attempt: 0, resumes: 0, untold });
    expect((await world.open({ view: "settings" })).text).toContain("Alerts: 1 alert could not be sent");
  });
});
