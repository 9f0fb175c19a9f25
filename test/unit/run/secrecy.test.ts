import { describe, expect, it } from "vitest";
import { makeSyncHandler } from "#functions/sync/handler.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { administrator, crew, linked, personOf, range, seat } from "./crew.ts";
import { SyncWorld, tenant } from "./sync-world.ts";

const everybody = range(1, 40).map(personOf);
const secrets = ["Sesame-4711", "Open.Sesame-4712.Please"];
/** Whatever must not be told: names, e-mails, and what is in the secret. */
const forbidden = [...everybody.flatMap((person) => Object.values(person)), ...secrets].map((text) =>
  text.toLowerCase(),
);

/** Everything that a run tells anybody but the history table. */
function toldBy({ telemetry, alerts }: SyncWorld): string {
  return JSON.stringify([telemetry.runs, telemetry.notes, alerts.sent]).toLowerCase();
}

function staffed(): SyncWorld {
  const world = new SyncWorld({
    ...crew(...range(1, 12)),
    administrators: [administrator(3)],
    subAccounts: {
      "701": [...range(1, 12).map((n) => seat(n)), seat(30, { email: seat(31).email ?? "" }), seat(31)],
      "702": [seat(32, { subAccountId: "702", firstName: "", lastName: "" })],
    },
  });
  for (const n of range(1, 25)) world.user(linked(n, n % 2 === 0 ? { lastName: "Maiden" } : { role: "Supervisor" }));
  world.user({ userId: "by-hand", ...personOf(9) });
  return world;
}

const scenarios: Record<string, (world: SyncWorld) => void> = {
  "with everything held, in conflict and changed": () => undefined,
  "whose writes all fail": ({ roster }) => {
    roster.beforeWrite = ({ after }) => {
      throw new Error(`cannot write ${after.email} ${after.firstName}`);
    };
  },
  "whose history fails": ({ history }) => {
    history.beforeWriteChanges = ([first]) => {
      throw new Error(`cannot write ${JSON.stringify(first)}`);
    };
  },
  "that meets a fault of ours": ({ directory }) => {
    directory.failure = new TypeError(`undefined of ${personOf(1).email} ${secrets.join()}`);
  },
  "that is rejected": ({ directory }) => {
    directory.failure = new SyncError("RINGCENTRAL_REJECTED", "the login was rejected", {
      cause: new Error(secrets.join()),
    });
  },
  "with a secret that is half there": ({ secrets: store }) => store.put(tenant, `{"clientSecret":"${secrets[0]}"}`),
  "with a secret that is no JSON": ({ secrets: store }) => store.put(tenant, secrets.join()),
  "with faulty people and secrets in the settings": (world) =>
    world.change({
      ignoredPeople: [`${personOf(1).email}@`, `${personOf(2).firstName} ${personOf(2).lastName}`],
      clientSecret: secrets[0],
      jwt: secrets[1],
      mode: "fast",
    }),
  "with ignored people": (world) =>
    world.change({ ignoredPeople: [personOf(1).email], pilotPeople: [personOf(2).email] }),
  "with a protected leaver": (world) => world.change({ protectedUserIds: ["rc-20"], impersonatedUserId: "rc-21" }),
  "of an empty directory": ({ directory }) => {
    directory.organisation = crew();
  },
};

describe.each(Object.keys(scenarios))("a run %s", (name) => {
  it("tells neither a name nor an e-mail nor a secret", async () => {
    const world = staffed();
    scenarios[name]?.(world);
    const handler = makeSyncHandler(world.ports);
    const context = { getRemainingTimeInMillis: () => 900_000 };
    const thrown: unknown[] = [];
    for (const mode of ["apply", "plan"]) {
      const answer = await handler({ mode }, context).catch((error: Error) => {
        thrown.push(error.name, error.message, { ...error, cause: undefined });
      });
      thrown.push(answer);
    }
    const told = `${toldBy(world)} ${JSON.stringify(thrown).toLowerCase()}`;
    expect(told.length).toBeGreaterThan(500);
    expect(forbidden.filter((text) => told.includes(text))).toEqual([]);
  });
});

describe("the search for names", () => {
  it("finds one where there is one", async () => {
    const world = staffed();
    world.telemetry.note("info", "created", { email: personOf(4).email.toUpperCase() });
    expect(forbidden.filter((text) => toldBy(world).includes(text))).toContain(personOf(4).email);
  });

  it("would find all of them in the records of the history, where they belong", async () => {
    const world = staffed();
    const { runId } = await world.run({ mode: "plan" });
    expect(JSON.stringify(await world.records(runId))).toContain("Marchbanks");
  });
});
