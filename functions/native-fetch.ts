// Stands in for the package `node-fetch` in the bundles, which expects this default export and these names.
export const { Headers, Request, Response } = globalThis;
const nativeFetch = globalThis.fetch;
export default nativeFetch;
