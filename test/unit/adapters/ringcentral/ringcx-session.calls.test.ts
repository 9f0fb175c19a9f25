import { beforeEach, describe, expect, it } from "vitest";
import { ApiError } from "#shared/adapters/http/api-error.ts";
import type { ApiRequest } from "#shared/adapters/http/api-request.ts";
import { CallBudget } from "#shared/adapters/http/call-budget.ts";
import { RingCxSession } from "#shared/adapters/ringcentral/ringcx-session.ts";
import { exchangeAdvice, outageAdvice, wfoAccessAdvice } from "#shared/domain/directory/refusals.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { ManualClock } from "#test/fakes/manual-clock.ts";
import { failureOf } from "./ringcentral-world.ts";

let clock: ManualClock;
let budget: CallBudget;
let calls: ApiRequest[];
/** RingCentral tokens that were logged in for. */
let logins: number;
/** The one at hand. */
let rcToken: string | undefined;
let notes: unknown[];
/** What comes of the calls to come, one after the other; an error is thrown. */
let answers: unknown[];

beforeEach(() => {
  clock = new ManualClock();
  budget = new CallBudget();
  calls = [];
  logins = 0;
  rcToken = undefined;
  notes = [];
  answers = [
    { accessToken: "first", refreshToken: "refresh" },
    { accessToken: "second", refreshToken: null },
  ];
});

type Dependencies = ConstructorParameters<typeof RingCxSession>[0];

function newSession(others: Partial<Dependencies> = { note: (...note) => notes.push(note) }): RingCxSession {
  return new RingCxSession({
    http: {
      request: async (call, parse) => {
        calls.push(call);
        const answer = answers.shift();
        if (answer instanceof Error) throw answer;
        return parse(answer);
      },
    },
    budget,
    clock,
    ringCxUrl: "https://ringcx.ringcentral.example/",
    kept: {},
    login: {
      token: () => rcToken,
      ready: async () => {
        if (rcToken === undefined) logins += 1;
        rcToken ??= `rc token ${logins}`;
        return rcToken;
      },
      discard: () => {
        rcToken = undefined;
        return "renew";
      },
    },
    ...others,
  });
}

const post = {
  host: "ringCx",
  groups: ["ringcx-exchange", "ringcx"],
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded" },
};

describe("the token", () => {
  it("is there once it is exchanged for that of RingCentral", async () => {
    const session = newSession();
    expect(session.token()).toBeUndefined();
    await session.renew();
    expect([session.token(), logins]).toEqual(["first", 1]);
    expect(calls).toEqual([
      {
        ...post,
        url: new URL("https://ringcx.ringcentral.example/api/auth/login/rc/accesstoken?includeRefresh=true"),
        path: "/api/auth/login/rc/accesstoken",
        body: "rcAccessToken=rc+token+1&rcTokenType=Bearer",
        tries: 4,
      },
    ]);
  });

  it("is not sent any more from four minutes on", async () => {
    const session = newSession();
    await session.renew();
    await clock.advance(239_999);
    expect(session.token()).toBe("first");
    await clock.advance(1);
    expect(session.token()).toBeUndefined();
  });

  it("is refreshed without another login, by a request that is made once", async () => {
    const session = newSession();
    await session.renew();
    await clock.advance(240_000);
    await session.renew();
    expect([session.token(), logins, notes]).toEqual(["second", 1, []]);
    expect(calls[1]).toEqual({
      ...post,
      url: new URL("https://ringcx.ringcentral.example/api/auth/token/refresh"),
      path: "/api/auth/token/refresh",
      body: "refresh_token=refresh",
      tries: 1,
    });
  });

  it("is exchanged again where there is nothing to refresh it with", async () => {
    answers = [{ accessToken: "first" }, { accessToken: "second" }];
    const session = newSession();
    await session.renew();
    await session.renew();
    expect([session.token(), calls[1]?.path]).toEqual(["second", "/api/auth/login/rc/accesstoken"]);
  });

  it("is exchanged again when its refresh fails, which is noted", async () => {
    answers[1] = new ApiError("POST /api/auth/token/refresh answered 400.", { kind: "refused", status: 400 });
    answers[2] = { accessToken: "third" };
    const session = newSession();
    await session.renew();
    await session.renew();
    expect([session.token(), logins, calls.length]).toEqual(["third", 1, 3]);
    expect(notes).toEqual([["info", "ringcx.refresh_failed", { cause: "POST /api/auth/token/refresh answered 400." }]]);
  });

  it("is exchanged again although nobody takes notes", async () => {
    answers[1] = new ApiError("no", { kind: "refused" });
    answers[2] = { accessToken: "third" };
    const session = newSession({});
    await session.renew();
    await session.renew();
    expect(session.token()).toBe("third");
  });

  it("is not exchanged when its refresh ends the run, and its refresh token not used twice", async () => {
    answers = [answers[0], new SyncError("OUT_OF_TIME", "no time"), { accessToken: "third" }];
    const session = newSession();
    await session.renew();
    expect(await failureOf(session.renew())).toMatchObject({ code: "OUT_OF_TIME" });
    expect([logins, calls.length, session.token()]).toEqual([1, 2, undefined]);
    await session.renew();
    expect(calls[2]?.path).toBe("/api/auth/login/rc/accesstoken");
  });

  it("is asked for once however many want it, and again by whoever comes later", async () => {
    const session = newSession();
    await Promise.all([session.renew(), session.renew()]);
    expect(calls).toHaveLength(1);
    await session.renew();
    expect(calls).toHaveLength(2);
  });

  it("is not sent again once it is discarded, unless it is another one", async () => {
    const session = newSession();
    await session.renew();
    expect(session.discard("one before it")).toBe("renew");
    expect(session.token()).toBe("first");
    expect(session.discard("first")).toBe("renew");
    expect(session.token()).toBeUndefined();
  });

  it("that came in the place of a refused one is not discarded, too, until it has run out", async () => {
    answers = [{ accessToken: "first" }, { accessToken: "second" }, { accessToken: "third" }];
    const session = newSession();
    await session.renew();
    session.discard("first");
    await session.renew();
    expect([session.discard("second"), session.token()]).toEqual(["give up", "second"]);
    await session.renew();
    expect(session.discard("third")).toBe("renew");
  });

  it("is there for the next run in the same process, and refreshed for it when it has run out", async () => {
    const kept = {};
    await newSession({ kept }).renew();
    expect(newSession({ kept }).token()).toBe("first");
    await clock.advance(240_000);
    const next = newSession({ kept });
    expect(next.token()).toBeUndefined();
    await next.renew();
    expect([next.token(), calls[1]?.path]).toEqual(["second", "/api/auth/token/refresh"]);
  });

  it("is exchanged with a new login once, when RingCX refuses one that was made before", async () => {
    const refusal = new ApiError("POST answered 401.", { kind: "refused", status: 401 });
    rcToken = "rc token of before";
    answers = [refusal, { accessToken: "first" }];
    const session = newSession();
    await session.renew();
    expect([session.token(), logins, calls[1]?.body]).toEqual([
      "first",
      1,
      "rcAccessToken=rc+token+1&rcTokenType=Bearer",
    ]);
  });

  it("is not asked for again when RingCX refuses a login of this moment", async () => {
    answers = [new ApiError("POST answered 401.", { kind: "refused", status: 401 })];
    expect(await failureOf(newSession().renew())).toMatchObject({ code: "RINGCX_REJECTED" });
    expect([logins, calls.length]).toEqual([1, 1]);
  });
});

describe("the calls still needed", () => {
  it("are one at first, one more for a refresh, and one more when that fails", async () => {
    answers[1] = new ApiError("no", { kind: "unreachable" });
    answers[2] = { accessToken: "third" };
    const session = newSession();
    expect(budget.remaining()).toBe(1);
    await session.renew();
    expect(budget.remaining()).toBe(1);
    // The stand-in for the client takes no call off again.
    await session.renew();
    expect(budget.remaining()).toBe(3);
  });

  it("are one more for an exchange after an exchange", async () => {
    answers = [{ accessToken: "first" }, { accessToken: "second" }];
    const session = newSession();
    await session.renew();
    expect(budget.remaining()).toBe(1);
    await session.renew();
    expect(budget.remaining()).toBe(2);
  });

  it("are none where the token is kept", async () => {
    const kept = {};
    await newSession({ kept }).renew();
    budget.done(1);
    newSession({ kept });
    expect(budget.remaining()).toBe(0);
  });
});

describe("an exchange that fails", () => {
  it.each([
    {
      kind: "refused",
      status: 403,
      code: "RINGCX_REJECTED",
      message: `RingCX refused the RingCentral login: It said so. ${exchangeAdvice} ${wfoAccessAdvice}`,
      details: { status: 403, advice: `${exchangeAdvice} ${wfoAccessAdvice}` },
    },
    {
      kind: "unreachable",
      status: undefined,
      code: "RINGCX_UNAVAILABLE",
      message: expect.stringMatching(/^RingCX could not be logged in to: It said so\. Nothing was changed\. .*network/),
      details: { advice: expect.stringContaining("network") },
    },
    {
      kind: "unusable",
      status: 302,
      code: "RINGCX_UNAVAILABLE",
      message: `RingCX could not be logged in to: It said so. Nothing was changed. ${outageAdvice}`,
      details: { status: 302, advice: outageAdvice },
    },
  ] as const)("says why when it is $kind", async ({ kind, status, code, message, details }) => {
    answers = [new ApiError("It said so.", { kind, status })];
    const failure = await failureOf(newSession().renew());
    expect(failure).toBeInstanceOf(SyncError);
    expect(failure).toMatchObject({ code, message });
    expect((failure as SyncError).details).toStrictEqual(details);
  });

  it("passes on what is not about the exchange", async () => {
    const failure = new SyncError("OUT_OF_TIME", "no time");
    answers = [failure];
    expect(await failureOf(newSession().renew())).toBe(failure);
  });
});
