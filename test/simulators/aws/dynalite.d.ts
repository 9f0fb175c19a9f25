declare module "dynalite" {
  import type { Server } from "node:http";

  function dynalite(options?: { readonly createTableMs?: number; readonly maxItemSizeKb?: number }): Server;
  // biome-ignore lint/style/noDefaultExport: this is how dynalite exports it
  export default dynalite;
}

declare module "dynalite/db/index.js" {
  type Value = Readonly<Record<string, unknown>>;
  interface Request {
    readonly _condition?: { readonly expression: unknown };
  }

  const database: {
    checkConditional: (request: Request, item: Readonly<Record<string, Value>> | undefined) => Error | null | undefined;
  };
  // biome-ignore lint/style/noDefaultExport: this is how dynalite exports it
  export default database;
}
