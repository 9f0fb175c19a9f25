import { describe, expect, it } from "vitest";
import {
  blockingRejection,
  forgottenAt,
  type LoginValues,
  loginIdOf,
  type Rejection,
  rejectionAfter,
} from "#shared/domain/directory/rejection.ts";
import { tenantId } from "#shared/domain/ids.ts";

const values: LoginValues = {
  tenantId: tenantId("default"),
  baseUrl: "https://platform.ringcentral.com/",
  ringCxUrl: "https://ringcx.ringcentral.com/",
  clientId: "app-1",
  clientSecret: "Sesame-4711",
  jwt: "Open.Sesame-4712.Please",
};
const start = Date.parse("2026-03-02T02:00:00.000Z");
const after = (minutes: number) => new Date(start + minutes * 60_000);
const minutesOf = ({ at, until }: Rejection) => (Date.parse(until) - Date.parse(at)) / 60_000;

describe("a login", () => {
  it("is recognised by everything that it is made of, and shows nothing of it", () => {
    const { fingerprint } = loginIdOf(values);
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(loginIdOf({ ...values }).fingerprint).toBe(fingerprint);
    for (const name of ["baseUrl", "ringCxUrl", "clientId", "clientSecret", "jwt"] as const)
      expect(loginIdOf({ ...values, [name]: "other" }).fingerprint).not.toBe(fingerprint);
    expect(JSON.stringify(loginIdOf(values))).not.toMatch(/Sesame|app-1/);
  });

  it("is not another one whose texts are put together in the same way", () => {
    const shifted = { ...values, clientId: "app-1S", clientSecret: "esame-4711" };
    expect(loginIdOf(shifted).fingerprint).not.toBe(loginIdOf(values).fingerprint);
  });

  it("has the client of its app, whatever the secrets are", () => {
    const { client } = loginIdOf(values);
    expect(loginIdOf({ ...values, clientSecret: "x", jwt: "y" }).client).toBe(client);
    expect(loginIdOf({ ...values, clientId: "app-2" }).client).not.toBe(client);
  });
});

describe("the wait after a refusal", () => {
  it("is 15 minutes, and doubles with each further one to four hours", () => {
    const waits: number[] = [];
    let known: Rejection[] = [];
    let now = after(0);
    for (let count = 0; count < 7; count += 1) {
      const rejection = rejectionAfter(known, { code: "OAU-146", now });
      waits.push(minutesOf(rejection));
      known = [rejection];
      now = new Date(rejection.until);
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 240, 240]);
  });

  it.each(["OAU-147", "OAU-148"])("is an hour for a locked account (%s), however often", (code) => {
    const first = rejectionAfter([], { code, now: after(0) });
    expect(minutesOf(first)).toBe(60);
    expect(minutesOf(rejectionAfter([first], { code, now: after(60) }))).toBe(60);
  });

  it("begins anew when the last refusal has been over for a day", () => {
    const first = rejectionAfter([], { code: "OAU-146", now: after(0) });
    const nextDay = rejectionAfter([first], { code: "OAU-146", now: after(1_440) });
    const muchLater = rejectionAfter([first], { code: "OAU-146", now: after(15 + 1_440) });
    expect([nextDay.count, muchLater.count]).toEqual([2, 1]);
    expect(forgottenAt(first)).toEqual(after(15 + 1_440));
  });
});

describe("a refusal", () => {
  it("blocks until its time is over, and not a millisecond longer", () => {
    const rejection = rejectionAfter([], { code: "OAU-146", now: after(0) });
    expect(blockingRejection([rejection], new Date(after(15).getTime() - 1))).toBe(rejection);
    expect(blockingRejection([rejection], after(15))).toBeUndefined();
    expect(blockingRejection([], after(0))).toBeUndefined();
  });

  it("that lasts longest is the one to tell", () => {
    const own = rejectionAfter([], { code: "OAU-146", now: after(0) });
    const lock = rejectionAfter([], { code: "OAU-147", now: after(0) });
    expect(blockingRejection([own, lock], after(1))).toBe(lock);
    expect(blockingRejection([lock, own], after(1))).toBe(lock);
  });
});
