import { existsSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormatsPlugin from "ajv-formats";
import { describe, expect, it } from "vitest";
import { generateOrganisation } from "#test/fixtures/people.ts";
import type { Answer } from "./simulated-exchange.ts";
import { SimulatorCore } from "./simulator-core.ts";
import { SimulatorSession } from "./simulator-session.ts";
import { smallOrganisation } from "./small-organisation.ts";

const contracts = new URL("../../../../shared/contracts/", import.meta.url);
const present = existsSync(contracts);
const reason = present ? "" : " (skipped: ../shared/contracts with the API documents is not there)";

interface OpenApi {
  readonly paths: Readonly<Record<string, { readonly get: Operation }>>;
  readonly components?: { readonly schemas: Readonly<Record<string, object>> };
}
interface Operation {
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, Media>> }>>;
  readonly "x-error-codes"?: readonly {
    readonly httpCode: string;
    readonly errorCode: string;
    readonly message: string;
  }[];
}
interface Media {
  readonly schema: { readonly items?: { readonly example?: unknown }; readonly example?: unknown };
  readonly example?: unknown;
}

function documentOf(name: string): OpenApi {
  return JSON.parse(readFileSync(new URL(name, contracts), "utf8"));
}

/** A schema in which every described object admits the described fields only: "exactly the documented ones". */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const parts = Object.entries(schema).filter(([key]) => key !== "example");
  const inner = Object.fromEntries(parts.map(([key, value]) => [key, closed(value)]));
  return "properties" in schema && typeof schema.properties === "object" && !("additionalProperties" in schema)
    ? { ...inner, additionalProperties: false }
    : inner;
}

/** Faults that a document finds in a JSON answer; none when it conforms. */
function faultsOf(
  answer: Answer,
  call: { readonly document: OpenApi; readonly path: string; readonly response: string },
) {
  const { document, path, response } = call;
  const [type = ""] = (answer.headers["content-type"] ?? "").split(";");
  const media = document.paths[path]?.get.responses[response]?.content[type];
  if (media === undefined) return [`${path} documents no ${type} for ${response}`];
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormatsPlugin.default(ajv);
  const components = closed(document.components ?? {});
  const validate = ajv.compile({ ...(closed(media.schema) as object), components });
  validate(type === "application/json" ? JSON.parse(answer.body) : answer.body);
  return validate.errors ?? [];
}

function exampleOf(media: Media | undefined): readonly Readonly<Record<string, unknown>>[] {
  return (media?.example ?? media?.schema.example) as readonly Readonly<Record<string, unknown>>[];
}

const admin = "/voice/api/integration/v1/admin";
const ringCxReads = [
  [`${admin}/users/{mainAccountId}`, "/users/99990033"],
  [`${admin}/accounts/{mainAccountId}/subaccounts`, "/accounts/99990033/subaccounts"],
  [`${admin}/accounts/{subAccountId}/agentGroups`, "/accounts/15910001/agentGroups"],
  [`${admin}/accounts/{subAccountId}/agentGroups/{agentGroupId}/agents`, "/accounts/15910001/agentGroups/1000/agents"],
] as const;

function large() {
  const organisation = generateOrganisation({
    seed: 11,
    people: 600,
    withoutRcUserIdShare: 0.1,
    withoutEmailShare: 0.1,
  });
  const core = new SimulatorCore({ organisation, limits: "off" });
  return { organisation, core, session: SimulatorSession.signedIn(core) };
}

describe.skipIf(!present)(`RingCX answers against the published document${reason}`, () => {
  const document = present ? documentOf("ringcx-integration.openapi.json") : { paths: {} };

  it.each(ringCxReads)("%s lists what is documented and nothing else", (path, read) => {
    const answer = large().session.ringCx(read);
    expect(JSON.parse(answer.body).length).toBeGreaterThan(0);
    expect(faultsOf(answer, { document, path, response: "200" })).toEqual([]);
  });

  it.each(ringCxReads)("%s shows every field of the published example", (path, read) => {
    const lines: object[] = JSON.parse(large().session.ringCx(read).body);
    const [example] = exampleOf(document.paths[path]?.get.responses["200"]?.content["application/json"]);
    const fields = new Set(lines.flatMap((line) => Object.keys(line)));
    expect([...fields].sort()).toEqual(Object.keys(example ?? {}).sort());
  });

  it.each(ringCxReads)("%s refuses in the documented words", (path, read) => {
    const { session, organisation, core } = large();
    const example = (status: string): unknown => {
      const content = document.paths[path]?.get.responses[status]?.content;
      return Object.values(content ?? {})[0]?.example;
    };
    const checkedAgainst = (response: string, answer: Answer) => {
      expect(String(answer.status)).toBe(response);
      expect(faultsOf(answer, { document, path, response })).toEqual([]);
      const words = (body: unknown) =>
        typeof body === "object" ? { ...body, requestUri: undefined, timestamp: undefined } : body;
      const type = answer.headers["content-type"] ?? "";
      const body: unknown = type.startsWith("application/json") ? JSON.parse(answer.body) : answer.body;
      expect(words(body)).toEqual(words(example(response)));
    };
    const wrong = read.replace(/(users|accounts)\/\d+/, "$1/12345678");
    checkedAgainst("404", session.ringCx(wrong));
    organisation.mainWfoAccess = false;
    organisation.subAccount("15910001").wfoAccess = false;
    checkedAgainst("403", session.ringCx(read));
    for (const status of [400, 401, 500] as const) {
      core.faults.add({ when: "/voice/**", fault: { kind: "status", status }, times: 1 });
      checkedAgainst(String(status), session.ringCx(read));
    }
  });
});

describe.skipIf(!present)(`RingEX answers against the published document${reason}`, () => {
  const document = present ? documentOf("ringex.openapi.json") : { paths: {} };
  const account = "/restapi/v1.0/account/{accountId}";

  it.each([
    [account, ""],
    [`${account}/extension`, "/extension?perPage=1000"],
    [`${account}/extension`, "/extension?perPage=100&page=3"],
    [`${account}/extension`, "/extension?page=99"],
    [`${account}/extension`, "/extension?status=Unassigned&status=Disabled"],
  ])("%s answers %s with what is documented and nothing else", (path, read) => {
    const answer = large().session.ringEx(read);
    expect(answer.status).toBe(200);
    expect(faultsOf(answer, { document, path, response: "default" })).toEqual([]);
  });

  it("knows every error that the extension list documents for a program, with its message", () => {
    const { session, core } = large();
    const bearer = { authorization: `Bearer ${session.platformToken}` };
    const seen = [
      session.ringEx("/extension?page=0"),
      session.send({ path: "/restapi/v1.0/account/~/extension" }),
      session.send({ path: "/restapi/v1.0/account/1/extension", headers: bearer }),
    ];
    core.faults.add({ when: "/restapi/**", fault: { kind: "status", status: 429 }, times: 1 });
    seen.push(session.ringEx("/extension"));
    const documented = document.paths[`${account}/extension`]?.get["x-error-codes"] ?? [];
    // CMN-405 is for applications that have no user, which a JWT login always has.
    const expected = documented.filter((error) => error.errorCode !== "CMN-405");
    expect(expected).toHaveLength(4);
    const errors = seen.map((answer) => {
      const { errorCode, message } = JSON.parse(answer.body);
      return { httpCode: String(answer.status), errorCode, message };
    });
    expect(errors).toEqual(expected);
  });
});

describe.skipIf(!present)(`the check itself${reason}`, () => {
  it("finds a field too many, a wrong type and an unknown status", () => {
    const document = present ? documentOf("ringcx-integration.openapi.json") : { paths: {} };
    const { organisation } = smallOrganisation();
    const core = new SimulatorCore({ organisation, limits: "off" });
    const session = SimulatorSession.signedIn(core);
    const path = `${admin}/users/{mainAccountId}`;
    for (const wrong of [{ surname: "x" }, { rcUserId: "1009" }, { userId: 1.5 }]) {
      const change = () => [wrong];
      core.faults.add({ when: "/voice/**", fault: { kind: "rewrite", change }, times: 1 });
      expect(faultsOf(session.ringCx("/users/99990033"), { document, path, response: "200" })).toHaveLength(1);
    }
  });
});
