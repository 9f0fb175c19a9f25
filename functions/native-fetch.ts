// Stands in for the package `node-fetch` in the bundles. The SDK takes these names from it as defaults, and Node's own where
// it finds none. To name Node's own here would load them at every cold start, also where nothing is asked of RingCentral.
export const Headers = undefined;
export const Request = undefined;
export const Response = undefined;
const fetchByDefault = undefined;
export default fetchByDefault;
