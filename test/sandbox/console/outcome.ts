/** How an invocation ended, as the dashboard learns it. */
export type Outcome =
  | { readonly kind: "answer"; readonly answer: unknown }
  | { readonly kind: "error"; readonly name: string; readonly message: string };
