// What systemd is told: a unit for the agent, and an addition to the kubelet's.

/** The agent's unit. */
export const agentUnit = 'causeway-edge.service'

/** A word as a line of a unit has it. */
function word(text: string): string {
  const escaped = text.replaceAll('%', '%%').replaceAll('$', '$$$$')
  if (/^[\w@%+=:,./$-]+$/.test(escaped)) return escaped
  return `"${escaped.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** The unit that runs the agent with these words. It waits for no network: a node may be alone when it starts. */
export const agentUnitText = (
  words: readonly string[],
): string => `# Written by \`causeway edge convert\`.
[Unit]
Description=Causeway agent of this node
Before=kubelet.service

[Service]
ExecStart=${words.map(word).join(' ')}
Restart=always
RestartSec=2
`

/** The kubelet starts after the agent, and reads from the kubeconfig that the agent writes. */
export const kubeletDropInText = (
  kubeconfig: string,
): string => `# Written by \`causeway edge convert\`.
[Unit]
Wants=${agentUnit}
After=${agentUnit}

[Service]
Environment=${word(`KUBELET_KUBECONFIG_ARGS=--kubeconfig=${kubeconfig}`)}
`
