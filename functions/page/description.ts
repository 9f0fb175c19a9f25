/** What the console shows of the widget's documentation. */
export const description = `# User Sync

Settings, runs and people of the RingCentral User Sync for AI WFM.

| parameter | meaning |
|---|---|
| \`tenantId\` | whose settings and runs; \`default\` where there is only one |

\`\`\`yaml
tenantId: default
\`\`\`

Who may invoke this function sees the page; who may invoke the function that saves as well can change settings, store
secrets and start runs; who may invoke the function that approves can approve and refuse what a run holds. All call with
their own permissions.
`;
