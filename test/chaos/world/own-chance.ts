import { SeededRandom } from "#test/fixtures/seeded-random.ts";

/** Lets libraries that roll dice of their own (the SDK's back-off) roll the seed's. Returns how to end it. */
export function ownChance(seed: number): () => void {
  const chance = new SeededRandom(seed ^ 0x5eed_5eed);
  const { random } = Math;
  Math.random = () => chance.next();
  return () => {
    Math.random = random;
  };
}
