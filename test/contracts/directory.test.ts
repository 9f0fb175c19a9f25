import { describe } from "vitest";
import { connectRingCentral } from "#shared/adapters/ringcentral/connect-ringcentral.ts";
import { systemClock } from "#shared/adapters/system-clock.ts";
import type { ScopeId } from "#shared/domain/directory/reading.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Clock } from "#shared/ports/clock.ts";
import { FakeClaims } from "#test/fakes/fake-claims.ts";
import { FakeDirectory } from "#test/fakes/fake-directory.ts";
import { FakeRejections } from "#test/fakes/fake-rejections.ts";
import { ManualClock } from "#test/fakes/manual-clock.ts";
import { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import { ringCentralFetch } from "#test/simulators/ringcentral/ringcentral-fetch.ts";
import { startRingCentralSimulator } from "#test/simulators/ringcentral/ringcentral-simulator.ts";
import { SimulatorCore } from "#test/simulators/ringcentral/simulator-core.ts";
import { directorySettings, platformUrl, ringCxUrl } from "#test/unit/adapters/ringcentral/ringcentral-world.ts";
import type { DirectorySubject } from "./directory.ts";
import { contractOrganisation, directoryContract } from "./directory.ts";

const anHour = 3_600_000;
const credentials = {
  clientSecret: "simulated-client-secret",
  jwt: "simulated-header.simulated-payload.simulated-signature",
};

describe("the fake", () => directoryContract(startFake));
describe("RingCentral without sockets", () => directoryContract(startInProcess));
describe("RingCentral over HTTP", () => directoryContract(startOverHttp));

async function startFake(): Promise<DirectorySubject> {
  const fake = new FakeDirectory(contractOrganisation);
  return {
    connect: (settings, remainingMs = anHour) =>
      fake.connect({
        settings: directorySettings(settings),
        credentials,
        deadline: { remainingMs: () => remainingMs },
      }),
    breakScope: (scope, how) => {
      const missingPermission = "ReadExtensions (ringExCheck: off does without it)";
      fake.unreadable.set(scope, {
        cause: "It is down for the test.",
        ...(how === "forbidden" ? { missingPermission } : {}),
      });
    },
    refuseLogin: () => {
      fake.failure = new SyncError("RINGCENTRAL_REJECTED", "The login is refused.");
    },
    removeAgent: (subAccountId, agentId) => {
      const { subAccounts } = fake.organisation;
      const left = subAccounts[subAccountId]?.filter((agent) => agent.agentId !== agentId) ?? [];
      fake.organisation = { ...fake.organisation, subAccounts: { ...subAccounts, [subAccountId]: left } };
    },
    close: async () => undefined,
  };
}

async function startInProcess(): Promise<DirectorySubject> {
  const clock = new ManualClock({ mode: "auto" });
  const core = new SimulatorCore({ organisation: simulatedOrganisation(), now: () => clock.now().getTime() });
  const fetch = ringCentralFetch(core, { platformUrl, ringCxUrl, sleep: (ms, signal) => clock.sleep(ms, signal) });
  return simulated({ core, fetch, clock, baseUrl: platformUrl, ringCxUrl, close: async () => undefined });
}

async function startOverHttp(): Promise<DirectorySubject> {
  const core = await startRingCentralSimulator({ organisation: simulatedOrganisation(), limits: "off" });
  const { platformUrl: baseUrl, ringCxUrl: cxUrl } = core;
  // Waits between tries are not waited for; timeouts of sockets keep the machine's pace.
  const clock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms < 10_000 ? 0 : ms, signal) };
  return simulated({ core, fetch: globalThis.fetch, clock, baseUrl, ringCxUrl: cxUrl, close: () => core.close() });
}

function simulated(world: {
  readonly core: SimulatorCore;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly baseUrl: string;
  readonly ringCxUrl: string;
  readonly close: () => Promise<void>;
}): DirectorySubject {
  const { core, fetch, clock, baseUrl } = world;
  const connect = connectRingCentral({
    rejections: new FakeRejections(),
    claims: new FakeClaims(clock),
    fetch,
    clock,
    random: () => 0.5,
  });
  const { organisation } = core;
  return {
    connect: (settings, remainingMs = anHour) =>
      connect({
        settings: directorySettings({ baseUrl, ringCxUrl: world.ringCxUrl, ...settings }),
        credentials,
        deadline: { remainingMs: () => remainingMs },
      }),
    breakScope: (scope, how) => {
      const fault = { kind: "status", status: how === "down" ? 500 : 403 } as const;
      core.faults.add({ when: pathOf(scope), fault, times: "always" });
    },
    refuseLogin: () => {
      organisation.credentials.jwt = "another.j.wt";
    },
    removeAgent: (subAccountId, agentId) => {
      for (const person of organisation.people.values()) {
        organisation.unseat(person, (seat) => seat.subAccountId === subAccountId && String(seat.agentId) === agentId);
      }
    },
    close: world.close,
  };
}

function pathOf(scope: ScopeId): string {
  if (scope === "main") return "**/admin/users/*";
  if (scope === "ringex") return "/restapi/v1.0/account/~/extension";
  return `**/admin/accounts/${scope.slice("sub:".length)}/agentGroups`;
}

function simulatedOrganisation(): Organisation {
  const organisation = new Organisation();
  organisation.addRole({
    id: "7",
    displayName: "Agents",
    description: "",
    custom: true,
    hidden: false,
    permissionIds: ["Wem"],
  });
  organisation.addSubAccount({ id: "15910001" });
  organisation.addGroup({ subAccountId: "15910001", id: 30 });
  organisation.addSubAccount({ id: "15910006" });
  organisation.addGroup({ subAccountId: "15910006", id: 40 });
  const seat = { subAccountId: "15910001", groupId: 30 };
  const ana = organisation.addPerson({
    firstName: "Ana",
    lastName: "Reyes Muñoz",
    email: "ana@people.example",
    rcUserId: 1009,
    roles: ["7"],
  });
  organisation.restoreSeat(ana, { ...seat, agentId: 501, agentType: "SUPERVISOR", isActive: true });
  const bo = organisation.addPerson({ firstName: "Bo", lastName: "", rcUserId: "none" });
  organisation.restoreSeat(bo, { ...seat, agentId: 502, agentType: "AGENT", isActive: false });
  const finn = organisation.addPerson({
    firstName: "Finn",
    lastName: "Berg",
    email: "finn@people.example",
    rcUserId: 1011,
    extension: { status: "NotActivated" },
  });
  organisation.appointAdministrator(finn, 3001);
  return organisation;
}
