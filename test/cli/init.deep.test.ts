import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startGate } from "./gate.ts";
import { secretSchema } from "./schemas.ts";
import { Stage, type StagedTenant } from "./stage.ts";
import { keys, type Terminal } from "./terminal.ts";

let stage: Stage;
let tenant: StagedTenant;
let count = 0;
beforeAll(async () => {
  stage = await Stage.start({ allowedUrlHosts: ".ringcentral.com,loopback" });
});
beforeEach(async () => {
  count += 1;
  tenant = await stage.tenant(`init-${count}`, "bare");
});
afterAll(() => stage.close());

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
    typed("RingCentral platform API", baseUrl),
    typed("RingCX API", ringCxUrl),
    typed("RingCX main account id", mainAccountId),
    typed("Client id of the app", clientId),
    typed("Client secret (nothing is shown)", clientSecret),
    typed("JWT (nothing is shown)", jwt),
    {
      question: "Sub-accounts to include",
      act: (terminal) => terminal.type(`${keys.space}${keys.down}${keys.space}${keys.enter}`),
    },
    typed("There is no data source for the Realtime Adapter yet. Its id in AI WFM", "3"),
    typed("Name of the data source", "Realtime Adapter"),
    typed("There is no activity (site) for new users yet. Its id in AI WFM", "12"),
    typed("Name of the activity (site)", "Site 1"),
    typed("The roster has no active user. Id of a new one", ""),
    typed("Role of somebody who is administrator and agent", ""),
    typed("Run daily at", "03:30"),
    { question: "Store all this?", act: (terminal) => terminal.type("y") },
  ];
}

async function follow(terminal: Terminal, until: number): Promise<void> {
  for (const { question, act } of steps().slice(0, until)) {
    await terminal.waitFor(question);
    act(terminal);
  }
}

/** Enter at each question that says where and as which app to log in, once it shows what was typed. */
async function acceptConnection(terminal: Terminal): Promise<void> {
  const { baseUrl, ringCxUrl, mainAccountId, clientId } = tenant.connection;
  for (const [question, typedBefore] of [
    ["RingCentral platform API", baseUrl],
    ["RingCX API", ringCxUrl],
    ["RingCX main account id", mainAccountId],
    ["Client id of the app", clientId],
  ] as const) {
    await terminal.waitFor(question);
    await terminal.answer(typedBefore, "");
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

  it("offers the standard URLs, takes them with Enter, and keeps what was typed when they cannot be reached", async () => {
    const gate = await startGate();
    const { baseUrl, ringCxUrl, mainAccountId, clientId } = tenant.connection;
    const { clientSecret, jwt } = tenant.organisation.credentials;
    const terminal = tenant.terminal(["init"], { environment: gate.environment });
    await terminal.waitFor("RingCentral platform API");
    await terminal.answer("https://platform.ringcentral.com/", "");
    await terminal.waitFor("RingCX API");
    await terminal.answer("https://ringcx.ringcentral.com/", "");
    await terminal.answer("RingCX main account id", mainAccountId);
    await terminal.answer("Client id of the app", clientId);
    await terminal.answer("Client secret (nothing is shown)", clientSecret);
    await terminal.answer("JWT (nothing is shown)", jwt);
    await terminal.waitFor("The login at https://platform.ringcentral.com/");
    await terminal.waitFor("could not be reached");
    await terminal.answer("Correct the answers and try again", "");
    expect(new Set(gate.asked)).toEqual(new Set(["platform.ringcentral.com:443"]));

    await terminal.answer("RingCentral platform API", baseUrl);
    await terminal.answer("RingCX API", ringCxUrl);
    await terminal.waitFor("RingCX main account id");
    await terminal.answer(mainAccountId, "");
    await terminal.waitFor("Client id of the app");
    await terminal.answer(clientId, "");
    await terminal.answer("Client secret (nothing is shown). Enter keeps", "");
    await terminal.answer("JWT (nothing is shown). Enter keeps", "");
    await terminal.waitFor("Sub-accounts to include");
    expect(tenant.logins).toBe(1);
    terminal.type(keys.ctrlC);
    expect(await terminal.ended()).toBe(130);
    await gate.close();
    await nothingIsStored();
  });

  it("tells at once what is wrong with an answer, and asks again", async () => {
    const terminal = tenant.terminal(["init"]);
    const elsewhere = "http://elsewhere.example/";
    await terminal.answer("RingCentral platform API", elsewhere);
    await terminal.waitFor("expected https://<host>/");
    terminal.type(keys.backspace.repeat(elsewhere.length) + tenant.connection.baseUrl + keys.enter);
    await terminal.answer("RingCX API", "not a URL");
    await terminal.waitFor("expected https://<host>/");
    terminal.type(keys.backspace.repeat("not a URL".length) + tenant.connection.ringCxUrl + keys.enter);
    await terminal.answer("RingCX main account id", "");
    await terminal.waitFor("expected a RingCentral account id");
    terminal.type(tenant.connection.mainAccountId + keys.enter);
    await terminal.answer("Client id of the app", tenant.connection.clientId);
    await terminal.answer("Client secret (nothing is shown)", "");
    await terminal.waitFor("It must not be empty.");
    terminal.type(keys.ctrlC);
    expect(await terminal.ended()).toBe(130);
    await nothingIsStored();
  });

  it("leads back to the questions when the login is refused, with everything that was typed", async () => {
    const { clientSecret, jwt } = tenant.organisation.credentials;
    const terminal = tenant.terminal(["init"]);
    await follow(terminal, 4);
    await terminal.answer("Client secret (nothing is shown)", stage.secret("wrong-client-secret"));
    await terminal.answer("JWT (nothing is shown)", jwt);
    await terminal.waitFor("RINGCENTRAL_REJECTED");
    await terminal.waitFor("Correct the answers and try again");
    expect(tenant.logins).toBe(1);
    terminal.type(keys.enter);
    await acceptConnection(terminal);
    await terminal.answer("Client secret (nothing is shown). Enter keeps the one you typed", clientSecret);
    await terminal.answer("JWT (nothing is shown). Enter keeps the one you typed", "");
    await terminal.waitFor("Sub-accounts to include");
    expect(tenant.logins).toBe(2);
    terminal.type(keys.enter);
    await terminal.waitFor("Please select at least one option");
    terminal.type(keys.ctrlC);
    expect(await terminal.ended()).toBe(130);
    await nothingIsStored();
  });

  it("leads back to the questions when AWS refuses, and stores what was typed when it no longer does", async () => {
    const terminal = tenant.terminal(["init"]);
    await follow(terminal, steps().length - 1);
    await terminal.waitFor("Store all this?");
    stage.aws.onCall(({ action }) => (action === "secretsmanager:PutSecretValue" ? "denied" : "allowed"));
    terminal.type("y");
    await terminal.waitFor("lacks the permission secretsmanager:PutSecretValue");
    await terminal.waitFor("Correct the answers and try again");
    stage.aws.onCall(() => "allowed");
    expect([await tenant.settings(), await tenant.storedSecret()]).toEqual([undefined, undefined]);
    terminal.type(keys.enter);
    await acceptConnection(terminal);
    for (const question of [
      ...["Client secret", "JWT", "Sub-accounts to include", "Data source of the RingCentral Realtime Adapter"],
      ...["Activity (site) of new users", "Roster user in whose name", "Role of somebody who is", "Run daily at"],
    ])
      await terminal.answer(question, "");
    await terminal.waitFor("Store all this?");
    terminal.type("y");
    await terminal.waitFor("4 created");
    expect(await terminal.ended()).toBe(0);
    expect(await tenant.settings()).toMatchObject({
      ...tenant.connection,
      subAccountIds: ["15910001", "15910002"],
      runDailyAtUtc: "03:30",
    });
    expect(JSON.parse((await tenant.storedSecret()) ?? "")).toEqual(JSON.parse(tenant.secret));
  });

  it.each([
    ["Leave", keys.down + keys.enter],
    ["Ctrl-C", keys.ctrlC],
  ])("does not say that nothing was changed when something may have been, after %s", async (_, pressed) => {
    const terminal = tenant.terminal(["init"]);
    await follow(terminal, steps().length - 1);
    await terminal.waitFor("Store all this?");
    stage.aws.onCall(({ action }) => (action === "secretsmanager:PutSecretValue" ? "denied" : "allowed"));
    terminal.type("y");
    await terminal.waitFor("Correct the answers and try again");
    stage.aws.onCall(() => "allowed");
    terminal.type(pressed);
    await terminal.waitFor("Some of it may be stored already");
    expect(await terminal.ended()).toBe(1);
    expect(terminal.text).not.toContain("nothing was changed");
    expect(await tenant.user("sync-service")).toBeDefined();
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
