import { afterEach, beforeEach, expect, test } from "vitest";
import type { ScopeId } from "#shared/domain/directory/reading.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Directory } from "#shared/ports/directory.ts";
import type { FakeOrganisation } from "#test/fakes/fake-directory.ts";

/** A directory that holds `contractOrganisation` and can be made to fail. */
export interface DirectorySubject {
  /** `remainingMs`: the time that is left for reading. */
  connect(settings?: Partial<Settings>, remainingMs?: number): Directory;
  breakScope(scope: ScopeId, how: "down" | "forbidden"): void;
  refuseLogin(): void;
  /** Takes the agent with this id out of the sub-account. */
  removeAgent(subAccountId: string, agentId: string): void;
  close(): Promise<void>;
}

const seat = { subAccountId: "15910001", agentGroupId: "30" } as const;

/** What every subject of the contract holds. */
export const contractOrganisation = {
  administrators: [
    {
      kind: "administrator",
      userId: "3001",
      rcUserId: "1011",
      firstName: "Finn",
      lastName: "Berg",
      email: "finn@people.example",
    },
  ],
  subAccounts: {
    "15910001": [
      {
        kind: "agent",
        ...seat,
        agentId: "501",
        rcUserId: "1009",
        firstName: "Ana",
        lastName: "Reyes Muñoz",
        email: "ana@people.example",
        agentType: "SUPERVISOR",
        isActive: true,
      },
      // Known to RingCX only, without an e-mail, and not working at the moment.
      { kind: "agent", ...seat, agentId: "502", firstName: "Bo", lastName: "", agentType: "AGENT", isActive: false },
    ],
    "15910006": [],
  },
  extensions: [
    { id: "1009", status: "Enabled" },
    { id: "1011", status: "NotActivated" },
  ],
  usersWithWemPermission: ["1009"],
} as const satisfies FakeOrganisation;

/** The facts that every implementation of `Directory` keeps to. */
export function directoryContract(start: () => Promise<DirectorySubject>): void {
  let subject: DirectorySubject;
  beforeEach(async () => {
    subject = await start();
  });
  afterEach(() => subject.close());

  const failure = async (promise: Promise<unknown>): Promise<unknown> => {
    const outcome = await promise.then(
      () => "it resolved",
      (error: unknown) => error,
    );
    expect(outcome).toBeInstanceOf(SyncError);
    return outcome;
  };

  test("a reading brings every configured scope, sub-accounts in the configured order", async () => {
    const { subAccounts, administrators, extensions } = contractOrganisation;
    const reading = await subject.connect({ subAccountIds: ["15910006", "15910001"] }).read();
    expect(reading).toEqual({
      ringCx: {
        administrators: { kind: "complete", records: administrators },
        subAccounts: [
          { subAccountId: "15910006", agents: { kind: "complete", records: [] } },
          { subAccountId: "15910001", agents: { kind: "complete", records: subAccounts["15910001"] } },
        ],
      },
      ringEx: { extensions: { kind: "complete", records: extensions } },
    });
  });

  test("a sub-account that is not configured is not read", async () => {
    const { ringCx } = await subject.connect({ subAccountIds: ["15910001"] }).read();
    expect(ringCx.subAccounts.map(({ subAccountId }) => subAccountId)).toEqual(["15910001"]);
  });

  test("a configured sub-account that the account does not list is unreadable, not empty", async () => {
    const { ringCx } = await subject.connect({ subAccountIds: ["15910001", "15910099"] }).read();
    expect(ringCx.subAccounts.map(({ agents }) => agents.kind)).toEqual(["complete", "unreadable"]);
  });

  test("with ringExCheck off the extensions are not configured", async () => {
    const { ringEx } = await subject.connect({ ringExCheck: "off" }).read();
    expect(ringEx).toEqual({ extensions: { kind: "not-configured" } });
  });

  test("with wemAccess ringex-permission the holders of the permission are known", async () => {
    const settings = { wemAccess: "ringex-permission", wemPermissionIds: ["Wem"] } as const;
    const { ringEx } = await subject.connect(settings).read();
    expect(ringEx.extensions.kind).toBe("complete");
    expect(ringEx.usersWithWemPermission).toEqual(new Set(contractOrganisation.usersWithWemPermission));
  });

  test.each(["main", "sub:15910001", "sub:15910006", "ringex"] as const)(
    "when %s is down it is unreadable with a cause, and the others are complete",
    async (scope) => {
      subject.breakScope(scope, "down");
      const { ringCx, ringEx } = await subject.connect().read();
      const scopes = [
        ["main", ringCx.administrators],
        ...ringCx.subAccounts.map(({ subAccountId, agents }) => [`sub:${subAccountId}`, agents] as const),
        ["ringex", ringEx.extensions],
      ] as const;
      for (const [id, read] of scopes) {
        if (id === scope) expect(read).toEqual({ kind: "unreadable", cause: expect.stringMatching(/.{10}/) });
        else expect(read.kind).toBe("complete");
      }
    },
  );

  test("a scope that is forbidden names the permission and the setting that does without", async () => {
    subject.breakScope("ringex", "forbidden");
    const { ringEx } = await subject.connect().read();
    expect(ringEx.extensions).toMatchObject({
      kind: "unreadable",
      missingPermission: expect.stringMatching(/ReadExtensions.*ringExCheck/),
    });
  });

  test("unreadable holders of the permission make the extensions unreadable", async () => {
    subject.breakScope("ringex", "down");
    const settings = { wemAccess: "ringex-permission", wemPermissionIds: ["Wem"] } as const;
    const { ringEx } = await subject.connect(settings).read();
    expect(ringEx.extensions.kind).toBe("unreadable");
    expect(ringEx.usersWithWemPermission).toBeUndefined();
  });

  test("a reading without any readable RingCX scope fails with the causes", async () => {
    for (const scope of ["main", "sub:15910001", "sub:15910006"] as const) subject.breakScope(scope, "down");
    const outcome = await failure(subject.connect().read());
    expect(outcome).toMatchObject({ code: "RINGCX_UNAVAILABLE", retryable: true });
    expect((outcome as SyncError).details.causes).toHaveLength(3);
  });

  test("a refused login fails both readings", async () => {
    subject.refuseLogin();
    const directory = subject.connect();
    expect(await failure(directory.read())).toMatchObject({ code: "RINGCENTRAL_REJECTED", retryable: false });
    expect(await failure(directory.readAgain({ main: true, subAccountIds: [] }))).toMatchObject({
      code: "RINGCENTRAL_REJECTED",
    });
  });

  test("a reading without time fails and says how many calls it needs", async () => {
    const outcome = await failure(subject.connect({}, 0).read());
    expect(outcome).toMatchObject({ code: "OUT_OF_TIME", details: { callsMade: 0, callsNeeded: expect.any(Number) } });
    expect((outcome as SyncError).details.callsNeeded).toBeGreaterThan(0);
  });

  test("a second reading brings what is asked for, as it is now, and leaves the rest out", async () => {
    const directory = subject.connect();
    await directory.read();
    subject.removeAgent("15910001", "502");
    expect(await directory.readAgain({ main: false, subAccountIds: ["15910001"] })).toEqual({
      administrators: { kind: "not-configured" },
      subAccounts: [
        {
          subAccountId: "15910001",
          agents: { kind: "complete", records: contractOrganisation.subAccounts["15910001"].slice(0, 1) },
        },
        { subAccountId: "15910006", agents: { kind: "not-configured" } },
      ],
    });
    expect(await directory.readAgain({ main: true, subAccountIds: [] })).toMatchObject({
      administrators: { kind: "complete", records: contractOrganisation.administrators },
      subAccounts: [{ agents: { kind: "not-configured" } }, { agents: { kind: "not-configured" } }],
    });
  });

  test("calls are counted, and those of the first reading remembered", async () => {
    const directory = subject.connect();
    expect(directory.calls()).toEqual({ ringCentral: 0, ringCx: 0, throttled: 0 });
    expect(directory.waitedMs()).toBe(0);
    expect(directory.ringCxCallsOfFirstReading()).toBe(0);
    await directory.read();
    const first = directory.ringCxCallsOfFirstReading();
    const { ringCentral, ringCx } = directory.calls();
    expect(first).toBeGreaterThan(3);
    expect(ringCx).toBe(first + 1);
    await directory.readAgain({ main: true, subAccountIds: [] });
    expect(directory.calls()).toEqual({ ringCentral, ringCx: ringCx + 1, throttled: 0 });
    expect(directory.ringCxCallsOfFirstReading()).toBe(first);
  });
}
