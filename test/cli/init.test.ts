import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { secretSchema } from "./schemas.ts";
import { Stage, type StagedTenant } from "./stage.ts";
import { keys, type Terminal } from "./terminal.ts";

let stage: Stage;
let tenant: StagedTenant;
let count = 0;
beforeAll(async () => {
  stage = await Stage.start();
});
beforeEach(async () => {
  count += 1;
  tenant = await stage.tenant(`init-${count}`, "bare");
});
afterAll(() => stage.close());

/** Clears what is suggested, which the wizard has put into the field. */
const instead = (text: string) => `\u0015${text}`;

interface Step {
  readonly question: string;
  readonly act: (terminal: Terminal) => void;
}

function typed(question: string, text: string): Step {
  return { question, act: (terminal) => terminal.type(text + keys.enter) };
}

/** The whole conversation with somebody who has nothing at all. */
function steps(): readonly Step[] {
  const { baseUrl, ringCxUrl, mainAccountId, clientId } = tenant.connection;
  const { clientSecret, jwt } = tenant.organisation.credentials;
  return [
    typed("RingCentral platform API", instead(baseUrl)),
    typed("RingCX API", instead(ringCxUrl)),
    typed("RingCX main account id", mainAccountId),
    typed("Client id of the app", clientId),
    typed("Client secret (nothing is shown)", clientSecret),
    typed("JWT (nothing is shown)", jwt),
    {
      question: "Sub-accounts to include",
      act: (terminal) => terminal.type(`${keys.space}${keys.down}${keys.space}${keys.enter}`),
    },
    typed("There is no data source for the Realtime Adapter yet. Its id in AI WFM", "3"),
    typed("Its name", "Realtime Adapter"),
    typed("There is no activity (site) for new users yet. Its id in AI WFM", "12"),
    typed("Its name", "Site 1"),
    typed("The roster has no active user. Id of a new one", ""),
    typed("Role of somebody who is administrator and agent", ""),
    typed("Run daily at", instead("03:30")),
    { question: "Store all this?", act: (terminal) => terminal.type("y") },
  ];
}

async function follow(terminal: Terminal, until: number): Promise<void> {
  for (const { question, act } of steps().slice(0, until)) {
    await terminal.waitFor(question);
    act(terminal);
  }
}

async function nothingIsStored(): Promise<void> {
  const tables = await Promise.all((["settings", "roster", "organization"] as const).map((table) => tenant.all(table)));
  expect(tables).toEqual([[], [], []]);
  expect(await tenant.storedSecret()).toBeUndefined();
}

describe("init", () => {
  it("sets up a tenant that has nothing at all, and ends with a dry run", async () => {
    const terminal = tenant.terminal(["init"]);
    await follow(terminal, steps().length);
    await terminal.waitFor("A dry run now shows what the sync would do.");
    await terminal.waitFor("4 created");
    await terminal.waitFor("npx user-sync settings set serviceEnabled=true");
    expect(await terminal.ended()).toBe(0);
    expect(await tenant.settings()).toEqual({
      tenantId: tenant.id,
      ...tenant.connection,
      subAccountIds: ["15910001", "15910002"],
      realtimeDataSourceId: "3",
      defaultActivityId: "12",
      impersonatedUserId: "sync-service",
      adminAndAgentRole: "first",
      runDailyAtUtc: "03:30",
    });
    expect(JSON.parse((await tenant.storedSecret()) ?? "")).toEqual(JSON.parse(tenant.secret));
    expect(await tenant.user("sync-service")).toMatchObject({ role: "Administrator", status: "Active" });
    expect((await tenant.all("organization")).map(({ key }) => key)).toEqual(["activity#12", "data-source#3"]);
  });

  it("tells at once what is wrong with an answer, and asks again", async () => {
    const terminal = tenant.terminal(["init"]);
    await terminal.answer("RingCentral platform API", instead("http://elsewhere.example/"));
    await terminal.waitFor("expected ");
    terminal.type(instead(tenant.connection.baseUrl) + keys.enter);
    await terminal.answer("RingCX API", instead(tenant.connection.ringCxUrl));
    await terminal.answer("RingCX main account id", "");
    await terminal.waitFor("expected ");
    terminal.type(tenant.connection.mainAccountId + keys.enter);
    await terminal.answer("Client id of the app", tenant.connection.clientId);
    await terminal.answer("Client secret (nothing is shown)", stage.secret("wrong-client-secret"));
    await terminal.answer("JWT (nothing is shown)", tenant.organisation.credentials.jwt);
    await terminal.waitFor("RINGCENTRAL_REJECTED");
    await terminal.waitFor("Enter client secret and JWT again?");
    expect(tenant.logins).toBe(1);
    terminal.type("y");
    await terminal.answer("Client secret (nothing is shown)", tenant.organisation.credentials.clientSecret);
    await terminal.answer("JWT (nothing is shown)", tenant.organisation.credentials.jwt);
    await terminal.waitFor("Sub-accounts to include");
    terminal.type(keys.enter);
    await terminal.waitFor("Please select at least one option");
    terminal.type(keys.ctrlC);
    expect(await terminal.ended()).toBe(130);
    await nothingIsStored();
  });

  it.each([0, 2, 5, 6, 8, 12, 14])("stores nothing after Ctrl-C at question %i", async (at) => {
    const terminal = tenant.terminal(["init"]);
    await follow(terminal, at);
    await terminal.waitFor(steps()[at]?.question ?? "");
    terminal.type(keys.ctrlC);
    await terminal.waitFor("Cancelled: nothing was changed.");
    expect(await terminal.ended()).toBe(130);
    await nothingIsStored();
  });

  it("stores nothing after no to the last question", async () => {
    const terminal = tenant.terminal(["init"]);
    await follow(terminal, steps().length - 1);
    await terminal.waitFor("Store all this?");
    terminal.type("n");
    expect(await terminal.ended()).toBe(130);
    await nothingIsStored();
  });

  it("suggests what is set already, and lists what there is to choose from", async () => {
    await tenant.setUp({ runDailyAtUtc: "04:04" });
    const { clientSecret, jwt } = tenant.organisation.credentials;
    const terminal = tenant.terminal(["init"]);
    for (const question of ["RingCentral platform API", "RingCX API", "RingCX main account id", "Client id of the app"])
      await terminal.answer(question, "");
    await terminal.answer("Client secret (nothing is shown)", clientSecret);
    await terminal.answer("JWT (nothing is shown)", jwt);
    await terminal.answer("Sub-accounts to include", "");
    await terminal.answer("Realtime Adapter", "");
    await terminal.answer("Contact centre / Site 1 - Dallas, TX", "");
    await terminal.answer("User Sync", "");
    await terminal.answer("Role of somebody who is administrator and agent", "");
    await terminal.waitFor("04:04");
    terminal.type(keys.enter);
    await terminal.waitFor("Store all this?");
    terminal.type(keys.ctrlC);
    // The only answer that was in force by default is written down; nothing else changes.
    expect(terminal.text).toContain("adminAndAgentRole: (default) -> first");
    expect(terminal.text).not.toMatch(/(?:runDailyAtUtc|impersonatedUserId|defaultActivityId|baseUrl): /);
    expect(await terminal.ended()).toBe(130);
  });

  it("says what scripts use instead", async () => {
    const { code, stderr } = await tenant.run(["init"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("scripts use settings set and secret set")]);
  });
});

describe("secret set", () => {
  beforeEach(async () => {
    await tenant.setUp({});
    tenant.storeSecret('{"clientSecret":"REPLACE_ME","jwt":"REPLACE_ME"}');
  });
  const placeholder = '{"clientSecret":"REPLACE_ME","jwt":"REPLACE_ME"}';

  it("asks without showing what is typed, tries the login, and stores", async () => {
    const { clientSecret, jwt } = tenant.organisation.credentials;
    const terminal = tenant.terminal(["secret", "set"]);
    await terminal.answer("Client secret (nothing is shown)", clientSecret);
    await terminal.answer("JWT (nothing is shown)", jwt);
    await terminal.waitFor("Stored: the login works. The JWT does not say when it ends.");
    expect(await terminal.ended()).toBe(0);
    for (const part of [clientSecret.slice(0, 8), jwt.slice(0, 8), "***", "•"])
      expect(terminal.text).not.toContain(part);
    expect(await tenant.storedSecret()).toBe(tenant.secret);
    expect(tenant.logins).toBe(1);
  });

  it("reads JSON from standard input", async () => {
    const stored = await tenant.json(["secret", "set"], { input: tenant.secret });
    expect(secretSchema.parse(stored)).toEqual({ stored: true, tried: true, jwtDaysLeft: null });
    expect(await tenant.storedSecret()).toBe(tenant.secret);
  });

  it("stores nothing that RingCentral refuses, after one try", async () => {
    const input = JSON.stringify({
      clientSecret: stage.secret("not-the-right-secret"),
      jwt: stage.secret("not.the.right-jwt"),
    });
    const { code, stderr } = await tenant.run(["secret", "set"], { input });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^Nothing was stored\. RINGCENTRAL_REJECTED: /)]);
    expect([tenant.logins, await tenant.storedSecret()]).toEqual([1, placeholder]);
  });

  it("stores untried where it is told so, or where the settings say too little", async () => {
    await tenant.put("settings", {});
    const refused = await tenant.run(["secret", "set"], { input: tenant.secret });
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("or store with --untried")]);
    expect(await tenant.storedSecret()).toBe(placeholder);
    const { code, stdout } = await tenant.run(["secret", "set", "--untried"], { input: tenant.secret });
    expect([code, stdout]).toEqual([0, "Stored, untried. The JWT does not say when it ends.\n"]);
    expect([tenant.logins, await tenant.storedSecret()]).toEqual([0, tenant.secret]);
  });

  it("says what standard input must be, and repeats nothing of it", async () => {
    for (const input of ["", stage.secret("hunter-two-and-more"), '{"clientSecret":"x"}', "[]"]) {
      const { code, stderr } = await tenant.run(["secret", "set"], { input });
      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining('must be JSON: {"clientSecret": "...", "jwt": "..."}'),
      ]);
    }
    expect(await tenant.storedSecret()).toBe(placeholder);
  });

  it("takes no secret as an argument", async () => {
    const { code, stderr } = await tenant.run(["secret", "set", "--jwt", "x"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("unknown option '--jwt'")]);
  });

  it("stores nothing after Ctrl-C", async () => {
    const terminal = tenant.terminal(["secret", "set"]);
    await terminal.answer("Client secret (nothing is shown)", tenant.organisation.credentials.clientSecret);
    await terminal.waitFor("JWT (nothing is shown)");
    terminal.type(keys.ctrlC);
    expect(await terminal.ended()).toBe(130);
    expect([tenant.logins, await tenant.storedSecret()]).toEqual([0, placeholder]);
  });
});
