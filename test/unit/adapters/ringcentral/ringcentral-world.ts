import { connectRingCentral } from "#shared/adapters/ringcentral/connect-ringcentral.ts";
import type { LoginMemory } from "#shared/adapters/ringcentral/remembered-login.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Credentials, Directory, DirectoryRequest } from "#shared/ports/directory.ts";
import type { Telemetry } from "#shared/ports/telemetry.ts";
import { FakeClaims } from "#test/fakes/fake-claims.ts";
import { FakeRejections } from "#test/fakes/fake-rejections.ts";
import { ManualClock } from "#test/fakes/manual-clock.ts";
import { exampleSettings } from "#test/fixtures/settings.ts";
import { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import { ringCentralFetch } from "#test/simulators/ringcentral/ringcentral-fetch.ts";
import { SimulatorCore } from "#test/simulators/ringcentral/simulator-core.ts";

export const platformUrl = "https://platform.ringcentral.example/";
export const ringCxUrl = "https://ringcx.ringcentral.example/";

/** Settings that fit the simulated organisation of `ringCentralWorld`. */
export function directorySettings(overrides: Partial<Settings> = {}): Settings {
  return {
    ...exampleSettings,
    baseUrl: platformUrl,
    ringCxUrl,
    mainAccountId: "99990033",
    subAccountIds: ["15910001", "15910006"],
    clientId: "simulated-client-id",
    ...overrides,
  };
}

/** A simulated RingCentral with a clock that skips every wait, and the real adapter in front of it. */
export interface RingCentralWorld {
  readonly clock: ManualClock;
  readonly organisation: Organisation;
  readonly core: SimulatorCore;
  readonly credentials: Credentials;
  readonly notes: readonly string[];
  readonly memory: LoginMemory;
  /** `minutes` is the time the run has. */
  connect(settings?: Partial<Settings>, minutes?: number, request?: Partial<DirectoryRequest>): Directory;
  /** The same in a process of its own, which shares nothing with any other but the memory. */
  connectElsewhere(request?: Partial<DirectoryRequest>): Directory;
  /** `METHOD path` of what was sent, in order of arrival. */
  sent(): readonly string[];
}

/**
 * Two sub-accounts: one with two groups of two, one with one group of one; one administrator. `change` may put another
 * answer in the place of the simulator's.
 */
export function ringCentralWorld(
  change: (answer: Response, url: string) => Response = (answer) => answer,
): RingCentralWorld {
  const clock = new ManualClock({ mode: "auto" });
  const organisation = smallOrganisation();
  const core = new SimulatorCore({ organisation, now: () => clock.now().getTime() });
  const simulated = ringCentralFetch(core, { platformUrl, ringCxUrl, sleep: (ms, signal) => clock.sleep(ms, signal) });
  const fetch: typeof globalThis.fetch = async (input, init) =>
    change(await simulated(input, init), input instanceof Request ? input.url : String(input));
  const notes: string[] = [];
  const memory: LoginMemory = { rejections: new FakeRejections(), claims: new FakeClaims(clock) };
  const note: Telemetry["note"] = (_, message, facts) => notes.push(`${message} ${JSON.stringify(facts)}`);
  const deps = { ...memory, fetch, clock, random: () => 0.5, note };
  const here = connectRingCentral(deps);
  const { clientSecret, jwt } = organisation.credentials;
  const credentials = { clientSecret, jwt };
  const requestOf = (settings: Partial<Settings> = {}, minutes = 14): DirectoryRequest => {
    const endsAt = clock.now().getTime() + minutes * 60_000;
    const deadline = { remainingMs: () => endsAt - clock.now().getTime() };
    return { settings: directorySettings(settings), credentials, deadline };
  };
  return {
    clock,
    organisation,
    core,
    credentials,
    notes,
    memory,
    connect: (settings, minutes, request) => here({ ...requestOf(settings, minutes), ...request }),
    connectElsewhere: (request) => connectRingCentral(deps)({ ...requestOf(), ...request }),
    sent: () => core.requests.map(({ method, path }) => `${method} ${path}`),
  };
}

function smallOrganisation(): Organisation {
  const organisation = new Organisation();
  organisation.addSubAccount({ id: "15910001" });
  organisation.addGroup({ subAccountId: "15910001", id: 30 });
  organisation.addGroup({ subAccountId: "15910001", id: 31 });
  organisation.addSubAccount({ id: "15910006" });
  organisation.addGroup({ subAccountId: "15910006", id: 40 });
  const hire = (firstName: string, lastName: string, seat: { subAccountId: string; groupId: number }) =>
    organisation.hire({ firstName, lastName, email: `${firstName.toLowerCase()}@people.example`, ...seat });
  hire("Ana", "Reyes", { subAccountId: "15910001", groupId: 30 });
  hire("Bo", "Lind", { subAccountId: "15910001", groupId: 30 });
  hire("Chidi", "Obi", { subAccountId: "15910001", groupId: 31 });
  hire("Dora", "Novak", { subAccountId: "15910001", groupId: 31 });
  hire("Emi", "Sato", { subAccountId: "15910006", groupId: 40 });
  organisation.makeAdministrator(
    organisation.addPerson({ firstName: "Finn", lastName: "Berg", email: "finn@people.example" }),
  );
  return organisation;
}

/** What a promise rejects with; a promise that resolves is a failed test. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("Expected a rejection.");
}

/** Everything an error shows, causes and hidden fields included. */
export function everythingIn(error: unknown): string {
  const seen = new Set<unknown>();
  const texts: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) texts.push(String(value));
    else if (!seen.has(value)) {
      seen.add(value);
      for (const key of Reflect.ownKeys(value)) visit(Reflect.get(value, key));
    }
  };
  visit(error);
  return texts.join("\n");
}
