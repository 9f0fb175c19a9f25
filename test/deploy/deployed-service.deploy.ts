import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { metric, metricNamespace } from "#shared/names.ts";
import type { Check } from "#shared/operator/check-connection.ts";
import { declared, metricsOf } from "#test/e2e/told.ts";
import { describeResources } from "./checks/describe-resources.ts";
import { type Deployed, physicalIdOf } from "./checks/property-check.ts";
import { DeployedService, people, stage } from "./deployed-service.ts";
import { readmeCommands } from "./readme-commands.ts";

const minuteMs = 60_000;
/** Ticks lie in the recent past, since the functions' own clock is the machine's. */
const noon = Math.floor(Date.now() / minuteMs) * minuteMs - 30 * minuteMs;
const at = (minutes: number) => new Date(noon + minutes * minuteMs).toISOString();
const timeOf = (minutes: number) => at(minutes).slice(11, 16);

const readme = await readmeCommands();
/** The operator's command line. */
const program = fileURLToPath(new URL("../../functions/cli/index.ts", import.meta.url));

let service: DeployedService;
let deployed: Deployed;
beforeAll(async () => {
  service = await DeployedService.start(inject("programs"));
  deployed = { aws: service.aws, stack: service.stack, stage };
}, 600_000);
afterAll(() => service?.close());

describe("what cdk deploy has made", () => describeResources(() => service));

describe("what an operator does after the README", () => {
  let organisation: DeployedService["ringCentral"]["organisation"];
  beforeAll(async () => {
    ({ organisation } = service.ringCentral);
    await service.startFunctions();
    await service.prepareDesk({
      baseUrl: service.ringCentral.platformUrl,
      ringCxUrl: service.ringCentral.ringCxUrl,
      mainAccountId: organisation.mainAccountId,
      subAccountIds: [...organisation.subAccounts.keys()].join(","),
      clientId: organisation.credentials.clientId,
      runDailyAtUtc: timeOf(10),
    });
  });

  it("stores the secret and the first tenant", async () => {
    await service.operate([readme.preparation, readme.putSecret, readme.putTenant]);
    const SecretId = `ringcentral-user-sync/${stage}/default`;
    const { SecretString } = await service.aws.call("secretsmanager", "get_secret_value", { SecretId });
    const { clientSecret, jwt } = organisation.credentials;
    expect(JSON.parse(String(SecretString))).toEqual({ clientSecret, jwt });
    expect(await service.items("Settings")).toMatchObject([{ tenantId: "default", serviceEnabled: false }]);
  });

  it("makes a dry run that changes nobody, and reads what it would do", async () => {
    // AWS CLI 1 has no such option, since it does nothing else.
    const dryRun = readme.dryRun.replace(" --cli-binary-format raw-in-base64-out", "");
    expect(dryRun).not.toBe(readme.dryRun);
    const printed = await service.operate([readme.preparation, dryRun]);
    expect(JSON.parse(printed)).toEqual({ StatusCode: 200 });

    const summary = await service.readReport("run.json");
    expect(summary).toMatchObject({ status: "succeeded", mode: "plan", people, changes: { created: people } });
    expect(await service.items("Roster")).toHaveLength(1);
    const shown = JSON.parse(await service.operate([readme.preparation, readme.showChanges])) as { Count: number };
    expect(shown.Count).toBe(people);
  });

  it("looks at it with the command line, which finds everything by the stack's name", async () => {
    const userSync = (command: string) => service.operate([`${process.execPath} ${program} ${command} --json`]);
    const [run] = JSON.parse(await userSync(`runs --stack ${service.stack.name}`)) as {
      mode: string;
      people: number;
    }[];
    expect(run).toMatchObject({ mode: "plan", people });
    const { checks } = JSON.parse(await userSync(`doctor --stack ${service.stack.name}`)) as { checks: Check[] };
    expect(checks[0]?.found).toContain(`stack ${service.stack.name}, as arn:aws:`);
    expect(checks.filter(({ outcome }) => outcome === "failed")).toEqual([]);
    expect(checks.filter(({ outcome }) => outcome === "ok").map(({ link }) => link)).toEqual(
      expect.arrayContaining(["settings", "secret", "login", "RingCX", "main", "ringex", "roster", "last run"]),
    );
  });

  it("finds the service off until it is enabled", async () => {
    expect(await service.tick(at(-1))).toEqual({ checked: 1, started: [], faulty: [] });
    await service.operate([readme.preparation, readme.enable]);
    expect(await service.tick(at(0))).toEqual({ checked: 1, started: [], faulty: [] });
  });
});

describe("the schedule, in Lambda's own runtime", () => {
  const started = (minutes: number) => [{ tenantId: "default", scheduledFor: at(minutes), reason: "due" }];
  const runs = async () => (await service.items("History", "run#")).filter(({ trigger }) => trigger === "schedule");

  it("starts the run at its time: roster, history, invocation", async () => {
    expect(await service.tick(at(10))).toEqual({ checked: 1, started: started(10), faulty: [] });
    const functionName = physicalIdOf(deployed, { type: "AWS::Lambda::Function", of: "ServiceSyncFunction" });
    const event = { tenantId: "default", trigger: "schedule", scheduledFor: at(10) };
    expect(service.lambda.accepted.at(-1)).toMatchObject({ functionName, type: "Event", event });
    expect(await runs()).toMatchObject([{ status: "succeeded", scheduledFor: at(10), changes: { created: people } }]);
    const roster = await service.items("Roster");
    expect(roster).toHaveLength(people + 1);
    expect(roster.filter(({ sourceId, status }) => sourceId !== undefined && status === "Active")).toHaveLength(people);
    const applied = (await service.items("History", "change#")).filter(({ outcome }) => outcome === "applied");
    expect(applied).toHaveLength(people);
  });

  it("tells the metrics of the run in the embedded format, zeros included", () => {
    const ofRun = metricsOf(service.functions.sync.output).filter((line) => !("ColdStart" in line));
    const { namespace, dimensions, names } = declared(ofRun.at(-1) ?? {});
    expect({ namespace, dimensions }).toEqual({ namespace: metricNamespace, dimensions: ["service", "stage"] });
    const ofDispatch: string[] = [
      ...[metric.runsGivenUp, metric.tenantsOverdue, metric.hoursOverdue],
      ...[metric.daysSinceApplied, metric.tenantsNotApplied],
    ];
    const expected = Object.values(metric).filter((name) => !ofDispatch.includes(name));
    // The simulated JWT is no JWT, so that its days are not known.
    expect(names).toEqual(expected.filter((name) => name !== metric.jwtDaysLeft).sort());
    expect(ofRun.at(-1)).toMatchObject({ UsersCreated: people, UsersDeactivated: 0, RunFailed: 0, stage });
    const tick = metricsOf(service.functions.dispatch.output).at(-1) ?? {};
    expect(declared(tick).names).toEqual([...ofDispatch, metric.alertsNotSent].sort());
    expect(tick).toMatchObject({ RunsGivenUp: 0, HoursOverdue: 0, stage });
  });

  it("follows a run time changed in DynamoDB from the next tick on", async () => {
    await service.changeSettings({ runDailyAtUtc: timeOf(13) });
    expect(await service.tick(at(12))).toEqual({ checked: 1, started: [], faulty: [] });
    const seen = (await service.items("History", "settings#")).at(-1);
    expect(seen).toMatchObject({ valid: true, after: { runDailyAtUtc: timeOf(13) } });
    const [leaver, bride] = organisationPeople();
    service.ringCentral.organisation.leave(leaver);
    service.ringCentral.organisation.rename(bride, { lastName: "Renamed" });
    expect(await service.tick(at(13))).toEqual({ checked: 1, started: started(13), faulty: [] });
    expect((await runs()).at(-1)).toMatchObject({ scheduledFor: at(13), changes: { updated: 1, deactivated: 1 } });
    const roster = await service.items("Roster");
    expect(roster.filter(({ status }) => status === "Inactive")).toMatchObject([{ sourceId: `rc:${leaver.rcUserId}` }]);
    expect(roster.filter(({ lastName }) => lastName === "Renamed")).toMatchObject([
      { sourceId: `rc:${bride.rcUserId}` },
    ]);
  });

  it("follows a parameter in SSM within five minutes", async () => {
    const { ParameterPrefix } = await service.outputs();
    await service.changeSettings({ runDailyAtUtc: undefined });
    const Name = `${ParameterPrefix}/default/runDailyAtUtc`;
    await service.aws.call("ssm", "put_parameter", { Name, Value: timeOf(19), Type: "String" });
    for (const minute of [14, 15, 16, 17, 18])
      expect(await service.tick(at(minute))).toEqual({ checked: 1, started: [], faulty: [] });
    expect((await service.items("History", "schedule"))[0]).toMatchObject({ runDailyAtUtc: timeOf(19) });
    expect(await service.tick(at(19))).toEqual({ checked: 1, started: started(19), faulty: [] });
    expect((await runs()).at(-1)).toMatchObject({ scheduledFor: at(19), changes: { updated: 0, deactivated: 0 } });
  });

  it("alerts through the topic about faulty settings, at once", async () => {
    const read = await service.subscribe();
    await service.changeSettings({ defaultActivityId: "99" });
    expect(await service.tick(at(20))).toEqual({ checked: 1, started: [], faulty: ["default"] });
    expect(await read()).toMatchObject([{ MessageAttributes: { code: { Value: "SETTINGS_INVALID" } } }]);
    await service.changeSettings({ defaultActivityId: "1" });
    expect(await service.tick(at(21))).toEqual({ checked: 1, started: [], faulty: [] });
  });

  function organisationPeople() {
    const agents = [...service.ringCentral.organisation.people.values()].filter(
      ({ administrator, seats, extension }) =>
        administrator === undefined && seats.length > 0 && extension?.status === "Enabled",
    );
    const [leaver, bride] = agents.filter(({ seats }) => seats.every(({ isActive }) => isActive));
    if (leaver === undefined || bride === undefined) throw new Error("the organisation has no two agents");
    return [leaver, bride] as const;
  }
});

describe("the page, in Lambda's own runtime", () => {
  it("finds somebody, and remembers in the work table that a viewer had RingCentral read", async () => {
    const linked = (await service.items("Roster")).find(({ sourceId, status }) => sourceId && status === "Active");
    const search = () => service.press("page", { view: "people" }, { who: String(linked?.["sourceId"]) });
    expect((await search()).text).toContain("nothing: the roster is as it should be");
    const remembered = { area: "lookup#default", entry: "claim#viewer-reading" };
    expect(await service.items("Work")).toContainEqual(expect.objectContaining(remembered));
    expect((await search()).text).toContain("it was read for this page less than 5 minutes ago");
  });

  // With the runs before, these two use up RingCentral's limits, and wait for them.
  it("approves what a run holds, which the next run applies under that approval", { timeout: 240_000 }, async () => {
    const { organisation } = service.ringCentral;
    for (const person of [...organisation.people.values()].slice(0, people / 2)) organisation.leave(person);
    const { body } = await service.sync({ trigger: "manual" });
    const { runId, changes } = body as { runId: string; changes: { held: number } };
    expect(changes.held).toBeGreaterThan(5);
    const shown = await service.press("page", { view: "run", runId }, {});
    const asked = await service.press("pageApprove", shown.action("Approve…").payload, shown.forms());
    const fields = { ...asked.forms(), count: String(changes.held) };
    const approved = await service.press("pageApprove", asked.action("Approve").payload, fields);
    expect(approved.text).toContain(`Approved for ${changes.held} users`);

    const next = (await service.sync({ trigger: "manual" })).body as { runId: string };
    expect(next).toMatchObject({ changes: { deactivated: changes.held, held: 0 } });
    expect(await service.items("Approvals")).toMatchObject([{ entry: `approval#${runId}`, usedBy: next.runId }]);
  });
});

describe("an update of the stack with another configuration", () => {
  const kept = ["Settings", "Roster", "Organization", "History", "Approvals", "Work"] as const;
  const everything = async () =>
    Promise.all(kept.map(async (name) => [service.tableName(name), await service.items(name)]));
  const secretOf = async (tenant: string) => {
    const SecretId = `ringcentral-user-sync/${stage}/${tenant}`;
    const { SecretString, VersionId } = await service.aws.call("secretsmanager", "get_secret_value", { SecretId });
    return { SecretString, VersionId };
  };
  let before: { readonly tables: unknown; readonly secret: unknown; readonly secretResource: unknown };
  const secretResource = () =>
    service.stack.template.Resources[service.stack.idOf("AWS::SecretsManager::Secret", "ServiceSecretsdefault")];
  beforeAll(async () => {
    before = { tables: await everything(), secret: await secretOf("default"), secretResource: secretResource() };
    await service.update({
      allowedUrlHosts: "loopback,platform.ringcentral.com,example.com",
      alertEmail: "on-call@example.com",
      tenantIds: "default,north",
    });
    deployed = { ...deployed, stack: service.stack };
  });

  it("takes effect", async () => {
    const FunctionName = physicalIdOf(deployed, { type: "AWS::Lambda::Function", of: "ServiceSyncFunction" });
    const { Environment } = await service.aws.call("lambda", "get_function_configuration", { FunctionName });
    expect(Environment).toMatchObject({
      Variables: { ALLOWED_URL_HOSTS: "loopback,platform.ringcentral.com,example.com" },
    });
    const TopicArn = physicalIdOf(deployed, { type: "AWS::SNS::Topic", of: "ServiceAlertsTopic" });
    const { Subscriptions } = await service.aws.call("sns", "list_subscriptions_by_topic", { TopicArn });
    expect(Subscriptions).toContainEqual(
      expect.objectContaining({ Protocol: "email", Endpoint: "on-call@example.com" }),
    );
    expect(await secretOf("north")).toMatchObject({ SecretString: expect.stringContaining("REPLACE_ME") });
  });

  it("keeps the operator's secret and every item of every table", async () => {
    expect(await secretOf("default")).toEqual(before.secret);
    expect(await everything()).toEqual(before.tables);
    // CloudFormation writes a secret again when its resource changes, and only then.
    expect(secretResource()).toEqual(before.secretResource);
  });

  it("goes on where it was", async () => {
    await service.changeSettings({ runDailyAtUtc: timeOf(24) });
    expect(await service.tick(at(23))).toEqual({ checked: 1, started: [], faulty: [] });
    expect(await service.tick(at(24))).toMatchObject({ started: [{ scheduledFor: at(24) }] });
    const run = (await service.items("History", "run#")).at(-1);
    expect(run).toMatchObject({ status: "succeeded", scheduledFor: at(24), changes: { created: 0, deactivated: 0 } });
  });
});
