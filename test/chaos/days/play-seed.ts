import { drawHistory } from "./draw-history.ts";
import { printHistory, shrinkHistory } from "./shrink-history.ts";
import { type Report, simulate } from "./simulate.ts";

/** Days that one seed is played for: long enough for approvals, rehires and repairs to meet. */
export const daysPerSeed = 25;

const shrinkTries = 300;

/** Plays one seed. */
export async function playSeed(seed: number): Promise<Report> {
  return await simulate(drawHistory(seed, daysPerSeed));
}

/** For people: what failed, how to see it again, and the smallest history found that fails in the same way. */
export async function explainFailure(seed: number, { violation }: Report): Promise<string> {
  if (violation === undefined) return `seed ${seed} holds`;
  const history = drawHistory(seed, daysPerSeed);
  const small = await shrinkHistory(
    { ...history, days: history.days.slice(0, violation.day + 1) },
    async (candidate) => (await simulate(candidate)).violation?.claim === violation.claim,
    { tries: shrinkTries },
  );
  const shown = await simulate(small);
  return [
    `seed ${seed}, day ${violation.day}: ${violation.message}`,
    `replay: npm run simulate -- --replay ${seed}`,
    `smallest history found (${shown.violation?.message}):`,
    printHistory(small),
  ].join("\n");
}
