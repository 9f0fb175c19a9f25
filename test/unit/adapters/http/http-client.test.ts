import { describe, expect, it } from "vitest";
import { ApiError } from "#shared/adapters/http/api-error.ts";
import type { ApiRequest } from "#shared/adapters/http/api-request.ts";
import { CallBudget } from "#shared/adapters/http/call-budget.ts";
import { HttpClient } from "#shared/adapters/http/http-client.ts";
import { Limiters } from "#shared/adapters/http/limits.ts";
import { ManualClock } from "#test/fakes/manual-clock.ts";
import { failureOf } from "#test/unit/adapters/ringcentral/ringcentral-world.ts";

type Reply = () => Response | Promise<Response>;

const json =
  (body: unknown, init: ResponseInit = {}): Reply =>
  () =>
    Response.json(body, init);
const text =
  (body: string, init: ResponseInit = {}): Reply =>
  () =>
    new Response(body, init);
const never: Reply = () => new Promise<Response>(() => undefined);
const broken: Reply = () => Promise.reject(new TypeError("fetch failed"));

/** A body that begins and does not end. */
const stalled: Reply = () =>
  new Response(
    new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"begun":')),
    }),
  );

const call: ApiRequest = {
  host: "ringCentral",
  groups: ["medium"],
  method: "GET",
  url: new URL("https://platform.ringcentral.example/restapi/v1.0/account/~/extension?page=1"),
  path: "/restapi/v1.0/account/~/extension",
  headers: { authorization: "Bearer secret-token" },
  tries: 4,
};

function world(replies: readonly Reply[], remainingMs = 3_600_000) {
  const clock = new ManualClock({ mode: "auto" });
  const startedAt = clock.now().getTime();
  const elapsed = () => clock.now().getTime() - startedAt;
  const sent: { atMs: number; url: string; init: RequestInit }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    sent.push({ atMs: elapsed(), url: input instanceof Request ? input.url : input.toString(), init });
    return await (replies[sent.length - 1] ?? json("ok"))();
  };
  const notes: unknown[] = [];
  const waits: unknown[] = [];
  const http = new HttpClient({
    fetch,
    clock,
    random: () => 0.5,
    deadline: { remainingMs: () => remainingMs - elapsed() },
    limiters: new Limiters({ clock, random: () => 0.5 }),
    budget: new CallBudget(),
    note: (...note) => notes.push(note),
    onWait: (wait) => waits.push(wait),
  });
  const get = (change: Partial<ApiRequest> = {}) => http.request({ ...call, ...change }, (body) => body);
  return { clock, http, get, sent, notes, waits, elapsed, times: () => sent.map(({ atMs }) => atMs) };
}

describe("HttpClient", () => {
  it("sends method, headers and body, and never follows a redirect", async () => {
    const { get, sent } = world([json({ good: true })]);
    expect(await get({ method: "POST", body: "a=b" })).toEqual({ good: true });
    expect(sent[0]?.url).toBe(call.url.href);
    expect(sent[0]?.init).toMatchObject({
      method: "POST",
      body: "a=b",
      redirect: "manual",
      headers: { accept: "application/json", authorization: "Bearer secret-token" },
    });
  });

  it.each([
    ["5xx", text("", { status: 503 })],
    ["no connection", broken],
    ["HTML", text("<!DOCTYPE html><html></html>", { headers: { "content-type": "text/html" } })],
    ["half a body", text('{"records":[{"id":1')],
    ["no body", text("")],
  ])("tries again after %s, with full jitter", async (_, reply) => {
    const { get, times } = world([reply, reply, reply]);
    expect(await get()).toBe("ok");
    expect(times()).toEqual([0, 250, 750, 1_750]);
  });

  it("gives up after four tries and says so without a token", async () => {
    const { get, http } = world([broken, broken, broken, text("", { status: 500 })]);
    const failure = await failureOf(get());
    expect(failure).toBeInstanceOf(ApiError);
    expect(failure).toMatchObject({
      kind: "unreachable",
      status: 500,
      message: "GET /restapi/v1.0/account/~/extension answered 500 (4 tries).",
    });
    expect(http.calls()).toEqual({ ringCentral: 4, ringCx: 0, throttled: 0 });
  });

  it("tries only once what is not idempotent", async () => {
    const { get, sent } = world([broken]);
    expect(await failureOf(get({ tries: 1 }))).toMatchObject({
      message:
        "GET /restapi/v1.0/account/~/extension could not be reached: the connection to platform.ringcentral.example failed.",
    });
    expect(sent).toHaveLength(1);
  });

  it.each([400, 401, 403, 404, 408, 409])("does not repeat a %d", async (status) => {
    const { get, sent } = world([json({ errorCode: "CMN-101", message: "Jane Doe" }, { status })]);
    expect(await failureOf(get())).toMatchObject({
      kind: "refused",
      status,
      errorCode: "CMN-101",
      message: `GET /restapi/v1.0/account/~/extension answered ${status} CMN-101.`,
    });
    expect(sent).toHaveLength(1);
  });

  it.each([
    ["a name", { errorCode: "Jane Doe" }],
    ["a list", []],
    ["text", "CMN-101"],
  ])("shows no error code that is %s", async (_, body) => {
    const { get } = world([json(body, { status: 400 })]);
    expect(await failureOf(get())).toMatchObject({ errorCode: undefined });
  });

  it.each([
    ["an answer that does not begin", never],
    ["a body that does not end", stalled],
  ])("waits ten seconds for %s", async (_, reply) => {
    const { get, times, sent } = world([reply]);
    expect(await get()).toBe("ok");
    expect(times()).toEqual([0, 10_250]);
    expect(sent[0]?.init.signal?.aborted).toBe(true);
  });

  it("leaves no timer running after an answer", async () => {
    const { get, clock } = world([]);
    await get();
    expect(clock.sleeping()).toBe(0);
  });

  it("does not wait for an answer beyond the time left", async () => {
    const { get, elapsed } = world([never], 3_000);
    expect(await failureOf(get())).toMatchObject({ code: "OUT_OF_TIME" });
    expect(elapsed()).toBe(3_000);
  });

  it("keeps Retry-After of a 503 in full, and makes everybody wait", async () => {
    const unavailable = (seconds: string) => text("", { status: 503, headers: { "Retry-After": seconds } });
    const { get, http, times } = world([unavailable("4"), unavailable("300")]);
    const first = get();
    await Promise.resolve();
    await Promise.all([first, get()]);
    expect(times()).toEqual([0, 0, 300_001, 300_001]);
    expect(http.calls().throttled).toBe(0);
  });

  it("waits half a minute after a 429 of RingEX that does not say how long", async () => {
    const { get, times } = world([text("", { status: 429 }), text("", { status: 429 })]);
    await get();
    expect(times()).toEqual([0, 30_001, 60_002]);
  });

  it.each(["86400", "1000000"])(
    "lets a Retry-After of %s cost ten minutes, and logs what was asked for",
    async (asked) => {
      const { get, times, notes } = world([text("", { status: 429, headers: { "Retry-After": asked } })]);
      await get();
      expect(times()).toEqual([0, 600_001]);
      const hours = Math.round(Number(asked) / 3_600);
      expect(notes).toEqual([
        [
          "warn",
          "ringcentral.throttled",
          {
            path: call.path,
            status: 429,
            retryAfterMs: Number(asked) * 1_000,
            cause: `RingCentral asked for a wait of ${hours} hours`,
          },
        ],
      ]);
    },
  );

  it("names the wait that was asked for when it gives up", async () => {
    const { get } = world(Array.from({ length: 4 }, () => text("", { status: 503, headers: { "Retry-After": "90" } })));
    expect(await failureOf(get())).toMatchObject({
      kind: "unreachable",
      message: "GET /restapi/v1.0/account/~/extension answered 503 (4 tries). RingCentral asked for a wait of 90 s.",
    });
  });

  it.each([
    {
      host: "ringCentral",
      group: "medium",
      headers: { "Retry-After": "600" },
      code: "RINGCENTRAL_UNAVAILABLE",
      message:
        "RingCentral asked for a wait of 10 minutes, which is longer than the time left. Try again when it is over; a run on schedule is repeated by itself.",
    },
    {
      host: "ringCx",
      group: "ringcx",
      headers: { "Retry-After": "86400" },
      code: "RINGCX_UNAVAILABLE",
      message: expect.stringContaining("RingCX asked for a wait of 24 hours, which is longer than the time left."),
    },
    {
      host: "ringCentral",
      group: "medium",
      headers: {},
      code: "RINGCENTRAL_UNAVAILABLE",
      message: expect.stringContaining(
        "RingCentral refuses more requests for now, and a wait of 30 s is longer than the time left.",
      ),
    },
  ] as const)("ends as $code when a penalty of $headers outlasts the time left", async (example) => {
    const { host, group, headers, code, message } = example;
    const { get, http, elapsed, sent } = world([text("", { status: 429, headers })], 29_000);
    const failure = await failureOf(get({ host, groups: [group] }));
    expect(failure).toMatchObject({ code, message, retryable: true });
    expect([elapsed(), sent.length]).toEqual([0, 1]);
    expect(await failureOf(http.request(call, (body) => body))).toBe(failure);
  });

  it("counts the time in which calls waited for limits and penalties, and says when such a wait begins", async () => {
    const refusal = text("", { status: 429, headers: { "Retry-After": "42" } });
    const { get, http, waits, clock } = world([refusal, json("ok", { headers: { "X-Rate-Limit-Limit": "3" } })]);
    await Promise.all([get(), get({ groups: ["light"], path: "/light" })]);
    expect(http.waitedMs()).toBe(42_001);
    await clock.sleep(1_000_000);
    await Promise.all([get(), get()]);
    expect(http.waitedMs()).toBe(42_001);
    expect(waits).toEqual([{ limit: "RingCentral's limit", waitMs: 42_001 }]);
  });

  it("counts no wait that is not for a limit: for answers, or before another try", async () => {
    const { get, http } = world([broken, never]);
    await Promise.all(Array.from({ length: 12 }, () => get()));
    expect(http.waitedMs()).toBe(0);
  });

  it("counts a wait as far as it went when it is told to stop", async () => {
    const { get, http, clock } = world([text("", { status: 429, headers: { "Retry-After": "42" } })]);
    const waiting = failureOf(get());
    await clock.sleep(2_000);
    http.stop(new Error("enough"));
    await waiting;
    await clock.sleep(60_000);
    expect(http.waitedMs()).toBe(2_000);
  });

  it("ends as out of time when the limit itself outlasts it", async () => {
    const { get } = world([json("ok", { headers: { "X-Rate-Limit-Limit": "1" } })], 50_000);
    await get();
    expect(await failureOf(get())).toMatchObject({ code: "OUT_OF_TIME" });
  });

  it("waits for the end of a penalty and counts the refusal", async () => {
    const { get, http, times } = world([text("", { status: 429, headers: { "Retry-After": "42" } })]);
    await get();
    expect(times()).toEqual([0, 42_001]);
    expect(http.calls()).toEqual({ ringCentral: 2, ringCx: 0, throttled: 1 });
  });

  it("lets one group's penalty not hold up another group", async () => {
    const { get, times } = world([text("", { status: 429, headers: { "Retry-After": "42" } })]);
    await Promise.all([get(), get({ groups: ["light"], path: "/light" })]);
    expect(times()).toEqual([0, 0, 42_001]);
  });

  it("adopts the limit that the server names", async () => {
    const { get, times } = world([json("ok", { headers: { "X-Rate-Limit-Limit": "2" } })]);
    await get();
    await Promise.all([get(), get()]);
    expect(times()).toEqual([0, 0, 60_001]);
  });

  it("counts a path with the group that the server names", async () => {
    const heavy = json("ok", { headers: { "X-Rate-Limit-Group": "Heavy", "X-Rate-Limit-Limit": "1" } });
    const { get, times } = world([heavy, heavy]);
    await get();
    await get();
    await get();
    // The second call is the first that the heavy limiter sees; another path stays in its own group.
    await get({ path: "/restapi/v1.0/account/~/user-role" });
    expect(times()).toEqual([0, 0, 60_001, 60_001]);
  });

  it("says which shape is wrong and does not ask again", async () => {
    const { http, sent } = world([json({ records: "Jane Doe" })]);
    const parse = () => {
      throw new Error("records has the wrong shape");
    };
    expect(await failureOf(http.request(call, parse))).toMatchObject({
      kind: "unusable",
      message: "GET /restapi/v1.0/account/~/extension: records has the wrong shape.",
    });
    expect(sent).toHaveLength(1);
  });

  it("ends whatever is under way when it is told to stop, and all that comes later", async () => {
    const { http, get, elapsed } = world([never]);
    const underWay = failureOf(get());
    const stop = new Error("enough");
    await Promise.resolve();
    http.stop(stop);
    expect(await underWay).toBe(stop);
    expect(await failureOf(get())).toBe(stop);
    expect(elapsed()).toBe(0);
  });
});

describe("a token that runs out while a call waits", () => {
  it("is renewed before the call is sent", async () => {
    const { http, get, sent, elapsed } = world([text("", { status: 429, headers: { "Retry-After": "600" } })]);
    let madeAt = 0;
    const bearer = {
      token: () => (elapsed() - madeAt < 240_000 ? `made-at-${madeAt}` : undefined),
      renew: async () => {
        madeAt = elapsed();
      },
      discard: () => "give up" as const,
    };
    await get({ bearer });
    expect(http.calls().ringCentral).toBe(2);
    expect(sent.map(({ init }) => new Headers(init.headers).get("authorization"))).toEqual([
      "Bearer made-at-0",
      "Bearer made-at-600001",
    ]);
  });

  it.each(["Jwt is expired", "<html></html>", '{"errorCode":"TokenInvalid"}'])(
    "is renewed once when it is refused, whatever the words: %s",
    async (words) => {
      const refusal = text(words, { status: 401 });
      const { get, sent } = world([refusal]);
      expect(await get({ bearer: bearer() })).toBe("ok");
      expect(sent.map(({ init }) => new Headers(init.headers).get("authorization"))).toEqual([
        "Bearer token-0",
        "Bearer token-1",
      ]);
      const again = world([refusal, refusal, refusal]);
      expect(await failureOf(again.get({ bearer: bearer() }))).toMatchObject({ status: 401 });
      expect(again.sent).toHaveLength(2);
    },
  );

  it("is refused for good when its bearer expects nothing of another one", async () => {
    const { get, sent } = world([text("", { status: 401 })]);
    expect(await failureOf(get({ bearer: bearer("give up") }))).toMatchObject({ status: 401 });
    expect(sent).toHaveLength(1);
  });
});

function bearer(onDiscard: "renew" | "give up" = "renew") {
  let discarded = 0;
  return {
    token: () => `token-${discarded}`,
    renew: () => Promise.reject(new Error("not needed")),
    discard: () => {
      discarded += 1;
      return onDiscard;
    },
  };
}
