import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startPiped } from "./cli-process.ts";
import { doctorSchema } from "./schemas.ts";
import { Stage, type StagedTenant } from "./stage.ts";

let stage: Stage;
let tenant: StagedTenant;
let count = 0;
beforeAll(async () => {
  stage = await Stage.start();
});
beforeEach(async () => {
  count += 1;
  tenant = await stage.tenant(`doctor-${count}`);
});
afterAll(() => stage.close());

async function examined() {
  const { stdout, code } = await tenant.run(["doctor", "--json"]);
  const { checks, next } = doctorSchema.parse(JSON.parse(stdout));
  const link = (name: string) => checks.find((check) => check.link === name);
  return { code, checks, next, link };
}

describe("doctor", () => {
  it("says that the credentials are refused, after one login, and what to do", async () => {
    tenant.storeSecret(JSON.stringify({ clientSecret: stage.secret("an-old-client-secret"), jwt: "a.b.c" }));
    const { code, link, next } = await examined();
    expect(code).toBe(1);
    expect(link("login")?.outcome).toBe("failed");
    expect(link("RingCX")?.outcome).toBe("unknown");
    expect(next).toMatch(/client id or the client secret is wrong.*clientId.*clientSecret/);
    expect(tenant.logins).toBe(1);
  });

  it("sends a wrong secret once in five tries, and the right one at once", async () => {
    const { clientSecret, jwt } = tenant.organisation.credentials;
    tenant.storeSecret(JSON.stringify({ clientSecret: stage.secret("an-old-client-secret"), jwt }));
    for (let count = 0; count < 5; count += 1) {
      const { code, link } = await examined();
      expect([code, link("login")?.outcome]).toEqual([1, "failed"]);
    }
    expect(tenant.logins).toBe(1);
    tenant.storeSecret(JSON.stringify({ clientSecret, jwt }));
    expect((await examined()).link("login")?.outcome).toBe("ok");
    expect(tenant.logins).toBe(2);
  });

  it("logs in again when it is told that something was corrected, once in five minutes", async () => {
    tenant.ringCentral.faults.add({ when: "/restapi/oauth/token", fault: { kind: "status", status: 400 }, times: 2 });
    const first = await tenant.run(["doctor"]);
    expect(first.stdout).toMatch(/not sent again before .* UTC/);
    expect(first.stdout).toMatch(/corrected it in RingCentral: npx user-sync doctor --again\n$/);
    expect((await tenant.run(["doctor", "--again"])).code).toBe(1);
    expect(tenant.logins).toBe(2);
    expect((await tenant.run(["doctor", "--again"])).stdout).toMatch(/can be tried again at .* UTC/);
    expect(tenant.logins).toBe(2);
  });

  it("says that there is no secret, or that the JWT has expired", async () => {
    tenant.storeSecret('{"clientSecret":"REPLACE_ME","jwt":"REPLACE_ME"}');
    expect(await examined()).toMatchObject({ code: 1, next: expect.stringContaining("Store {") });
    const claims = Buffer.from(JSON.stringify({ exp: 1_700_000_000 })).toString("base64url");
    const { clientSecret } = tenant.organisation.credentials;
    tenant.storeSecret(JSON.stringify({ clientSecret, jwt: stage.secret(`e30.${claims}.signature`) }));
    const { code, link, next } = await examined();
    expect([code, link("JWT")?.found]).toEqual([1, "the JWT has expired"]);
    expect(next).toMatch(/Create a new JWT credential/);
    expect(tenant.logins).toBe(0);
  });

  it("names the permission that is missing, and for which sub-account", async () => {
    tenant.organisation.subAccount("15910002").wfoAccess = false;
    tenant.organisation.permissions.delete("ReadExtensions");
    const { code, link, checks } = await examined();
    expect(code).toBe(1);
    expect(link("sub:15910001")?.outcome).toBe("ok");
    expect(link("sub:15910002")).toMatchObject({ outcome: "failed", next: expect.stringContaining("WFO_ACCESS") });
    expect(link("ringex")).toMatchObject({ outcome: "failed", next: expect.stringContaining("ReadExtensions") });
    expect(checks.find(({ outcome }) => outcome === "failed")?.found).toContain("403");
  });

  it("ends with the next step for a list that fails without naming a permission", async () => {
    tenant.ringCentral.faults.add({ when: "**/extension", fault: { kind: "status", status: 404 }, times: "always" });
    const { stdout, code } = await tenant.run(["doctor"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAILED {3}ringex /m);
    expect(stdout).toMatch(/\nNext: check again in a few minutes; if it fails again, see status\.ringcentral\.com\n$/);
  });

  it("ends with the next step of the first warning", async () => {
    await tenant.setUp({ serviceEnabled: true });
    await stage.tick();
    const { stdout, code } = await tenant.run(["doctor"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^warning {2}last run /m);
    expect(stdout).toMatch(/\nNext: start a dry run\n$/);
  });

  it("tells every fault of the settings, and does not try RingCentral then", async () => {
    await tenant.setUp({ mode: "maybe", defaultActivityId: "404" });
    const { code, checks, link } = await examined();
    expect(code).toBe(1);
    const faults = checks.filter(({ link: name, outcome }) => name === "settings" && outcome === "failed");
    expect(faults.map(({ found }) => found.split(" ")[0]).toSorted()).toEqual(["defaultActivityId", "mode"]);
    expect(link("RingCentral")?.outcome).toBe("unknown");
    expect(tenant.logins).toBe(0);
  });

  it("does not read beside a run that is going on", async () => {
    const runId = "01JZZZZZZZZZZZZZZZZZZZZZZZ";
    const until = new Date(Date.now() + 60_000).toISOString();
    await tenant.put("history", {
      entry: "lease",
      runId,
      since: until,
      until,
      progress: { phase: "reading", done: 0, total: 0 },
    });
    const { code, link } = await examined();
    expect([code, link("RingCentral")?.outcome]).toEqual([0, "unknown"]);
    expect(link("RingCentral")?.found).toContain(runId);
    expect(tenant.ringCentral.requests).toEqual([]);
  });

  it("says that RingCentral is down, and that the last run failed", async () => {
    tenant.storeSecret("{}");
    await expect(tenant.syncOnce()).rejects.toThrow();
    tenant.storeSecret(tenant.secret);
    tenant.ringCentral.faults.add({ when: "**/oauth/token", fault: { kind: "status", status: 503 }, times: "always" });
    const { code, link } = await examined();
    expect([code, link("login")?.outcome, link("last run")?.outcome]).toEqual([1, "failed", "failed"]);
    expect(link("last run")?.found).toContain("SECRETS_MISSING");
  });

  it("names the IAM permission that is missing", async () => {
    stage.aws.onCall(({ action }) => (action === "dynamodb:Query" ? "denied" : "allowed"));
    const { code, stderr } = await tenant.run(["roster", "list"]);
    stage.aws.onCall(() => "allowed");
    expect([code, stderr]).toEqual([3, expect.stringContaining("lacks the permission dynamodb:Query")]);
  });

  it("ends with 2 for wrong input", async () => {
    const { code, stderr } = await tenant.run(["doctor", "--minutes", "soon"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("expected a whole number from 1 to 60")]);
  });
});

describe("the program", () => {
  it("prints no escape codes into a pipe, whatever the command", async () => {
    await tenant.syncOnce();
    for (const args of [
      ["doctor"],
      ["runs"],
      ["plan"],
      ["settings", "show"],
      ["roster", "list"],
      ["explain", "jose"],
    ]) {
      const { stdout, stderr, code } = await tenant.run(args, { environment: { FORCE_COLOR: "1" } });
      expect([args, code]).toEqual([args, 0]);
      expect(stdout + stderr).not.toContain("\u001b");
    }
  });

  it("shows colours in a terminal, and none with NO_COLOR", async () => {
    const coloured = tenant.terminal(["doctor"]);
    const plain = tenant.terminal(["doctor"], { environment: { NO_COLOR: "1" } });
    expect(await Promise.all([coloured.ended(), plain.ended()])).toEqual([0, 0]);
    expect(coloured.raw).toContain("\u001b[32mok     \u001b[39m");
    expect(plain.raw).not.toContain("\u001b[");
    expect(plain.text.replaceAll(/ +\n/g, "\n")).toBe(coloured.text.replaceAll(/ +\n/g, "\n"));
  });

  it("asks nothing in a terminal that cannot move its cursor", async () => {
    const terminal = tenant.terminal(["settings", "set", "mode=plan"], { environment: { TERM: "dumb" } });
    await terminal.waitFor("cannot be asked without a terminal: add --yes");
    expect(await terminal.ended()).toBe(2);
    expect(terminal.raw).not.toContain("\u001b");
  });

  it("ends quietly when its reader has seen enough", async () => {
    const users = Array.from({ length: 400 }, (_, n) => ({
      userId: `hand-${n}`,
      firstName: "Hand",
      lastName: `Made ${n}`,
    }));
    await Promise.all(
      users.map((user) => tenant.put("roster", { ...user, role: "Agent", status: "Active", version: 1 })),
    );
    const child = startPiped(["roster", "list", "--json", "--sandbox", "--tenant", tenant.id], {
      folder: stage.folder,
    });
    let remarks = "";
    child.stderr.on("data", (data) => {
      remarks += String(data);
    });
    child.stdout.once("data", () => child.stdout.destroy());
    expect(await new Promise((resolve) => child.once("close", resolve))).toBe(0);
    expect(remarks).toBe("");
  });

  it.each([
    [[], "Usage: user-sync"],
    [["explian", "x"], "Did you mean explain?"],
    [["runs", "--tenant", "no such tenant!"], '--tenant is "no such tenant!", expected'],
    [["secret"], "Usage: user-sync secret"],
  ])("ends with 2 for %j", async (args, message) => {
    const { code, stderr } = await stage.run(args.includes("--tenant") ? [...args, "--sandbox"] : args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it("says how a sandbox is started where there is none", async () => {
    const folder = "/";
    const child = startPiped(["runs", "--sandbox"], { folder });
    let remarks = "";
    child.stderr.on("data", (data) => {
      remarks += String(data);
    });
    expect(await new Promise((resolve) => child.once("close", resolve))).toBe(2);
    expect(remarks).toContain("npm start -- --serve");
  });

  it("says so when nothing answers at the other end", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await new Promise((resolve) => server.close(resolve));
    const environment = {
      ...{ AWS_ENDPOINT_URL: url, AWS_REGION: "eu-central-1", AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" },
    };
    const { code, stderr } = await stage.run(["runs"], { environment });
    expect([code, stderr]).toEqual([3, expect.stringContaining("AWS cannot be reached (ECONNREFUSED)")]);
  });
});
