import { parseArgs } from "node:util";
import { buildFunctions } from "#functions/build.ts";
import { startRingCentralSimulator } from "#test/simulators/ringcentral/ringcentral-simulator.ts";
import { castOf } from "./cast.ts";
import { planRealAccount } from "./real-account.ts";
import { serve } from "./serve.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { playStory, storySettings } from "./story.ts";
import { World } from "./world.ts";

const usage = `npm start                        play five days of a simulated contact centre
npm start -- --people 20000      the same with more people (60 at least)
npm start -- --serve             keep the simulators and the page up and print how to use them
npm start -- --ringcentral       plan against a real RingCentral account; changes nothing, writes a report`;

const { values } = parseArgs({
  options: {
    people: { type: "string", default: "150" },
    serve: { type: "boolean", default: false },
    ringcentral: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const people = Number(values.people);
if (values.help || !Number.isInteger(people) || people < 60 || people > 200_000) {
  console.log(
    values.help ? usage : `--people is "${values.people}", expected a whole number from 60 to 200000\n\n${usage}`,
  );
  process.exit(values.help ? 0 : 2);
}

const print = (text: string) => console.log(text);
await buildFunctions();
process.exitCode = values.ringcentral ? await planRealAccount(print) : await simulated();

async function simulated(): Promise<number> {
  const clock = new ShiftedClock();
  clock.install();
  const cast = castOf({ people });
  const { organisation } = cast;
  const ringCentral = await startRingCentralSimulator({ organisation, now: clock.now });
  const connection = {
    baseUrl: ringCentral.platformUrl,
    ringCxUrl: ringCentral.ringCxUrl,
    mainAccountId: organisation.mainAccountId,
    subAccountIds: [...organisation.subAccounts.keys()].join(", "),
    ...organisation.credentials,
  };
  const world = await World.start({
    connection,
    settings: storySettings({ people }),
    // The functions' own logs and metrics would drown the story.
    environment: { POWERTOOLS_LOG_LEVEL: "SILENT", POWERTOOLS_METRICS_DISABLED: "true" },
  });
  try {
    const surprises = await playStory({ world, ringCentral, clock, cast, print });
    print(
      surprises.length === 0
        ? "\nThe story went as it should."
        : `\n${surprises.length} surprises:\n  ${surprises.join("\n  ")}`,
    );
    if (values.serve) {
      clock.reset();
      await serve({ world, connection, print });
    }
    return surprises.length === 0 ? 0 : 1;
  } finally {
    await ringCentral.close();
    await world.close();
  }
}
