import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Set by `npm run fuzz -- --runs <n>`. */
    readonly fuzzRuns?: number;
  }
}

/** Inputs for each property. */
export const fuzzRuns = { numRuns: inject("fuzzRuns") ?? 150 };
