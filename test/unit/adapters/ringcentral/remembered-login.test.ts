import { beforeEach, describe, expect, it } from "vitest";
import type { LoginOccasion } from "#shared/ports/directory.ts";
import { everythingIn, failureOf, type RingCentralWorld, ringCentralWorld } from "./ringcentral-world.ts";

const tokenPath = "/restapi/oauth/token";

let world: RingCentralWorld;
beforeEach(() => {
  world = ringCentralWorld();
});

const logins = () => world.sent().filter((line) => line === `POST ${tokenPath}`).length;
const wrongSecret = (text = "Sesame-wrong") => ({ ...world.credentials, clientSecret: text });
/** Each in a process of its own, as by another command or function. */
const press = (credentials = world.credentials, occasion?: LoginOccasion) =>
  world.connectElsewhere({ credentials, ...(occasion === undefined ? {} : { occasion }) }).read();
const refusal = (credentials = wrongSecret(), occasion?: LoginOccasion) => failureOf(press(credentials, occasion));
const minutes = (count: number) => world.clock.advance(count * 60_000);
/** The next login is refused with OAU-140, whatever it holds. */
const refuse = () => world.core.faults.add({ when: tokenPath, fault: { kind: "status", status: 400 }, times: 1 });
const schedule = (scheduledFor?: string): LoginOccasion => ({
  kind: "schedule",
  ...(scheduledFor === undefined ? {} : { scheduledFor }),
});
/** RingCentral takes five logins a minute; processes of their own do not know of each other's. */
const passLimit = () => minutes(1);
/** RingCentral locks the account after five refusals, which here are no person's. */
async function lockAccount(): Promise<void> {
  for (let count = 0; count < 5; count += 1) await refusal(wrongSecret(`wrong ${count}`), schedule());
  await passLimit();
}

describe("a login that was refused", () => {
  it("is sent once by five who try it in a row", async () => {
    const failures = [];
    for (let count = 0; count < 5; count += 1) failures.push(await refusal());
    expect(logins()).toBe(1);
    for (const failure of failures) expect(failure).toMatchObject({ code: "RINGCENTRAL_REJECTED", retryable: false });
  });

  it("is answered with the code, its advice, and until when it is not sent again", async () => {
    const first = await refusal();
    expect(first).toMatchObject({ details: { errorCode: "OAU-146", retryAt: expect.stringMatching(/T02:15:/) } });
    const [said, again] = [first, await refusal()].map((failure) => (failure as Error).message);
    expect(said).toMatch(/\(OAU-146\).*clientSecret.*not sent again before 2026-03-02 02:15 UTC/);
    expect(again).toMatch(/\(OAU-146\).*That was at 2026-03-02 02:00 UTC.*clientSecret.*before 2026-03-02 02:15 UTC/);
  });

  it("is sent again when its time is over, and then waits twice as long", async () => {
    await refusal();
    await minutes(15);
    expect(await refusal()).toMatchObject({ details: { retryAt: expect.stringMatching(/T02:45:/) } });
    await minutes(29);
    await refusal();
    expect(logins()).toBe(2);
  });

  it("keeps no other from being sent: the right secret works at once", async () => {
    await refusal();
    await press();
    expect(logins()).toBe(2);
  });

  it("is forgotten once it succeeds", async () => {
    refuse();
    await refusal(world.credentials);
    await minutes(15);
    await press();
    refuse();
    expect(await refusal(world.credentials)).toMatchObject({ details: { retryAt: expect.stringMatching(/T02:30:/) } });
  });

  it("shows no secret", async () => {
    const shown = everythingIn(await refusal()) + everythingIn(await refusal()) + world.notes.join();
    for (const secret of ["Sesame-wrong", world.credentials.jwt]) expect(shown).not.toContain(secret);
  });

  it("of a locked account keeps every login of its app for an hour", async () => {
    await lockAccount();
    expect(await refusal()).toMatchObject({
      details: { errorCode: "OAU-147", retryAt: expect.stringMatching(/T03:01:/) },
    });
    expect(await refusal(world.credentials)).toMatchObject({ message: expect.stringMatching(/OAU-147.*this app/) });
    expect(logins()).toBe(6);
    await minutes(60);
    world.core.tokens.unlock();
    await press();
    expect(logins()).toBe(7);
  });
});

describe("what is no refused login", () => {
  it("is not remembered: an outage", async () => {
    world.core.faults.add({ when: tokenPath, fault: { kind: "status", status: 503 }, times: "always" });
    expect(await refusal(world.credentials)).toMatchObject({ code: "RINGCENTRAL_UNAVAILABLE" });
    world.core.faults.clear();
    await press();
  });

  it.each([403, 404] as const)("is not remembered: a %i of every list", async (status) => {
    world.core.faults.add({ when: "/voice/api/**", fault: { kind: "status", status }, times: "always" });
    await failureOf(press());
    world.core.faults.clear();
    await press();
    expect(logins()).toBe(2);
  });
});

describe("a refusal that is remembered is passed over", () => {
  const again: LoginOccasion = { kind: "press-again" };

  it("by each daily run once", async () => {
    await refusal();
    for (let count = 0; count < 3; count += 1) await refusal(wrongSecret(), schedule("2026-03-02T02:00:00.000Z"));
    expect(logins()).toBe(2);
    await refusal(wrongSecret(), schedule("2026-03-03T02:00:00.000Z"));
    expect(logins()).toBe(3);
  });

  it("not by a daily run that was refused itself and is started once more", async () => {
    await refusal(wrongSecret(), schedule("2026-03-02T02:00:00.000Z"));
    await refusal(wrongSecret(), schedule("2026-03-02T02:00:00.000Z"));
    expect(logins()).toBe(1);
  });

  it("by a person who says that it was corrected, once in five minutes", async () => {
    await refusal();
    await refusal(wrongSecret(), again);
    expect(logins()).toBe(2);
    expect(await refusal(wrongSecret(), again)).toMatchObject({
      message: expect.stringMatching(/again at .*02:05 UTC/),
    });
    expect(logins()).toBe(2);
    await minutes(5);
    await refusal(wrongSecret(), again);
    expect(logins()).toBe(3);
  });

  it("and forgotten when the login works then", async () => {
    refuse();
    await refusal(world.credentials);
    await press(world.credentials, again);
    await press();
    expect(logins()).toBe(3);
  });
});

describe("people", () => {
  it("have five logins refused in 15 minutes at most, whatever they type", async () => {
    const failures = [];
    for (let count = 0; count < 8; count += 1) failures.push(await refusal(wrongSecret(`wrong ${count}`)));
    // The simulated account locks after five.
    expect(logins()).toBe(5);
    expect(failures.at(-1)).toMatchObject({ details: { retryAt: expect.stringMatching(/T0[23]:/) } });
  });

  it("have no more refused at once than one after another", async () => {
    await Promise.all(Array.from({ length: 9 }, (_, count) => refusal(wrongSecret(`wrong ${count}`))));
    expect(logins()).toBe(5);
  });

  it("are not kept from logging in by logins that succeed", async () => {
    for (let count = 0; count < 7; count += 1) {
      await press();
      await minutes(1);
    }
    expect(logins()).toBe(7);
  });

  it("do not use up the logins of a scheduled run", async () => {
    for (let count = 0; count < 5; count += 1) {
      refuse();
      await refusal(wrongSecret(`wrong ${count}`));
    }
    await passLimit();
    await press(world.credentials, schedule("2026-03-02T02:00:00.000Z"));
    expect(logins()).toBe(6);
  });
});

it("a refusal is told even if it cannot be remembered", async () => {
  world.memory.rejections.remember = () => Promise.reject(new Error("no table"));
  expect(await refusal()).toMatchObject({ code: "RINGCENTRAL_REJECTED", details: { errorCode: "OAU-146" } });
  expect(world.notes.join()).toContain("login.not_remembered");
});
