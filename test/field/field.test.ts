import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VirtualTime } from "#test/chaos/world/virtual-time.ts";
import { type Comparison, compareCheck, compareSync, compareWizard } from "./compare.ts";
import { loadExpected } from "./expected.ts";
import { loadFieldFiles } from "./field-file.ts";
import { FieldStage } from "./field-stage.ts";
import { playDoctor, playPage, playSync, playWizard } from "./play.ts";
import { rerouteNetwork } from "./rerouted-network.ts";
import { loadSituations, type Situation } from "./situations.ts";

const situations = loadSituations();

/** By whom a situation is met, each with a tenant of its own. */
const plays = (situations ?? []).flatMap((situation) => {
  const { title, expected, file } = situation;
  const { check, init } = expected;
  const as = (who: string, play: (scene: Scene) => Promise<Comparison>) => ({ title: `${title}: ${who}`, file, play });
  return [
    as("sync", async (scene) => compareSync(await playSync(scene), expected)),
    ...(check === undefined
      ? []
      : [
          as("doctor", async (scene) => compareCheck(await playDoctor(scene), check)),
          as("page", async (scene) => compareCheck(await playPage(scene), check)),
        ]),
    ...(init === undefined ? [] : [as("init", async (scene) => compareWizard(await playWizard(scene), init))]),
  ];
});

interface Scene {
  readonly stage: FieldStage;
  readonly tenantId: string;
  readonly file: Situation["file"];
}

const played = new Map<string, Comparison | Error>();
let close = async () => {};

// All side by side, in a time that jumps over every wait.
beforeAll(async () => {
  if (situations === undefined) return;
  const stage = await FieldStage.start();
  const time = new VirtualTime("2026-11-30T02:00:00.000Z");
  const restore = rerouteNetwork(time);
  close = async () => {
    restore();
    time.end();
    await stage.close();
  };
  const all = plays.map(async ({ title, file, play }, index) => {
    const comparison = play({ stage, tenantId: `field-${index}`, file });
    played.set(title, await comparison.catch((error: unknown) => new Error(title, { cause: error })));
  });
  await time.until(Promise.all(all));
}, 180_000);
afterAll(() => close());

const where = situations === undefined ? "not played: there is no ../shared/field here" : "of ../shared/field";

describe.skipIf(situations === undefined)(`a situation that somebody really had (${where})`, () => {
  it.each(plays.map(({ title }) => title))("%s", (title) => {
    const outcome = played.get(title);
    if (outcome === undefined || outcome instanceof Error) throw outcome ?? new Error("it was not played");
    const { found, wanted, told } = outcome;
    expect(found, told).toEqual(wanted);
  });

  it("has an outcome that is written down", () => {
    expect([...(loadFieldFiles()?.keys() ?? [])]).toEqual([...loadExpected().keys()]);
  });
});
