import { connectRingCentral, probeRingCentral } from "#shared/adapters/ringcentral/connect-ringcentral.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { FakeClaims } from "#test/fakes/fake-claims.ts";
import { FakeRejections } from "#test/fakes/fake-rejections.ts";
import { ManualClock } from "#test/fakes/manual-clock.ts";
import { directorySettings } from "./ringcentral-world.ts";

/** A literal answer: a JSON body, or a status with a body or a text. */
export type ScriptedAnswer =
  | { readonly status: number; readonly body?: unknown; readonly text?: string }
  | { readonly json: unknown };

/** Answers by `METHOD /path` (without the query); whatever is not scripted is 404 `CMN-102`. */
export type Script = Readonly<Record<string, ScriptedAnswer>>;

const admin = "/voice/api/integration/v1/admin";

/** Main account 700, sub-account 701 with group 30, nobody in it, no extensions. */
const smallDirectory: Script = {
  "POST /restapi/oauth/token": { json: { access_token: "t", token_type: "bearer", expires_in: 7199 } },
  "POST /api/auth/login/rc/accesstoken": { json: { accessToken: "x", refreshToken: "r", mainAccountId: "700" } },
  [`GET ${admin}/users/700`]: { json: [] },
  [`GET ${admin}/accounts/700/subaccounts`]: {
    json: [{ subAccountId: "701", subAccountName: "A", isActive: true }],
  },
  [`GET ${admin}/accounts/701/agentGroups`]: { json: [{ agentGroupId: 30, groupName: "Care" }] },
  [`GET ${admin}/accounts/701/agentGroups/30/agents`]: { json: [] },
  "GET /restapi/v1.0/account/~/extension": {
    json: { records: [], paging: { page: 1, perPage: 1000, totalPages: 1, totalElements: 0 }, navigation: {} },
  },
};

/** The real adapter in front of literal answers, with a clock that skips every wait. */
export function scriptedWire(script: Script, settings: Partial<Settings> = {}) {
  const clock = new ManualClock({ mode: "auto" });
  const sent: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input.toString());
    const line = `${init.method} ${pathname}`;
    sent.push(line);
    return responseOf({ ...smallDirectory, ...script }[line]);
  };
  const memory = { rejections: new FakeRejections(), claims: new FakeClaims(clock) };
  const deps = { ...memory, fetch, clock, random: () => 0.5 };
  const request = {
    settings: directorySettings({ mainAccountId: "700", subAccountIds: ["701"], ...settings }),
    credentials: { clientSecret: "s", jwt: "j.w.t" },
    deadline: { remainingMs: () => 3_600_000 },
  };
  return {
    sent,
    directory: () => connectRingCentral(deps)(request),
    probe: () => probeRingCentral(deps)(request),
  };
}

function responseOf(answer: ScriptedAnswer = { status: 404, body: { errorCode: "CMN-102" } }): Response {
  if ("json" in answer) return Response.json(answer.json);
  const { status, body, text } = answer;
  return text === undefined ? Response.json(body ?? {}, { status }) : new Response(text, { status });
}
