import pMap from "p-map";
import type { Change } from "#shared/domain/roster/change.ts";
import type { Roster, WriteStamp } from "#shared/ports/roster.ts";

const writesInFlight = 32;
/** As many changes as are made between two looks at whether the run shall end. */
const chunkSize = 256;

interface KeepUpRequest {
  readonly upkeep: readonly Change[];
  readonly stamp: () => WriteStamp;
  /** Nothing more is begun once this is false. */
  readonly mayGoOn: () => boolean;
  /** Asked before each chunk. */
  readonly mayBegin: () => Promise<boolean>;
}

/**
 * Writes what is not worth a record: where people were last seen, and under which names. Returns how many users were
 * written; whoever could not be is left to the next run, which finds the same difference.
 */
export async function keepUp(
  { upkeep, stamp, mayGoOn, mayBegin }: KeepUpRequest,
  { roster }: { readonly roster: Pick<Roster, "write"> },
): Promise<number> {
  let written = 0;
  for (let from = 0; from < upkeep.length && (await mayBegin()); from += chunkSize) {
    await pMap(
      upkeep.slice(from, from + chunkSize),
      async (change) => {
        if (!mayGoOn()) return;
        const outcome = await roster.write(change, stamp()).catch(() => "failed" as const);
        if (outcome === "applied") written += 1;
      },
      { concurrency: writesInFlight },
    );
  }
  return written;
}
