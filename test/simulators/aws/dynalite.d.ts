declare module "dynalite" {
  import type { Server } from "node:http";

  function dynalite(options?: { readonly createTableMs?: number; readonly maxItemSizeKb?: number }): Server;
  // biome-ignore lint/style/noDefaultExport: this is how dynalite exports it
  export default dynalite;
}
