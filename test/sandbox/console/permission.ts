/** What the viewer's IAM policy allows: to invoke both functions, or only the one that reads. */
export const permissions = ["save", "view"] as const;
export type Permission = (typeof permissions)[number];
