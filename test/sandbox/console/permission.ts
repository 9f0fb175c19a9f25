/** What the viewer's IAM policies allow: to invoke all functions, the one that reads and another, or only the former. */
export const permissions = ["all", "save", "approve", "view"] as const;
export type Permission = (typeof permissions)[number];
