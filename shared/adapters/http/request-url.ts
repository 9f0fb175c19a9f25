import { ApiError } from "./api-error.ts";

/** Where a request goes: a path with placeholders such as `{subAccountId}`, and what stands in their place. */
interface Target {
  /** Ends in `/`. */
  readonly baseUrl: string;
  readonly path: string;
  readonly ids?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * The URL of a request; ids are encoded, so that none of them can lead to another path.
 * @throws ApiError for an id that no encoding makes harmless
 */
export function requestUrl(target: Target): URL {
  const { baseUrl, path, ids = {}, query = {} } = target;
  const filled = path.slice(1).replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = ids[name] ?? "";
    // A URL parser takes these for "this folder" and "the one above", encoded or not.
    if (id === "" || id === "." || id === "..")
      throw new ApiError(`${path}: ${name} is not an id.`, { kind: "unusable" });
    return encodeURIComponent(id);
  });
  const url = new URL(filled, baseUrl);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}
