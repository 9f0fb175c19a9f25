import pMap from "p-map";
import { ApiError } from "./api-error.ts";

/** As many as the widest limiter lets under way. */
const atOnce = 16;

/**
 * Reads all items, a few at once. After a fault nothing more is begun, and what was begun is waited for. An error
 * that ends the run goes before a fault of one call.
 */
export async function mapFailFast<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const faults: unknown[] = [];
  const results = await pMap(
    items,
    async (item) => {
      if (faults.length > 0) return [];
      try {
        return [await read(item)];
      } catch (error) {
        faults.push(error);
        return [];
      }
    },
    { concurrency: atOnce },
  );
  if (faults.length > 0) throw faults.find((fault) => !(fault instanceof ApiError)) ?? faults[0];
  return results.flat(1) as readonly Result[];
}
