// How a report looks, in light and in dark.

/** Colours of one theme: of the page, and of what is drawn. */
type Theme = Readonly<Record<string, string>>

const light: Theme = {
  page: '#fbfbf9',
  ink: '#22262b',
  soft: '#6d747c',
  line: '#e3e4e0',
  group: '#ecede8',
  healing: '#eaf4ea',
  healthy: '#b9dfc2',
  isolated: '#f2b632',
  failed: '#d43d34',
  linked: '#c3dbf3',
  relayed: '#a78be0',
  alone: '#e58a45',
  dead: '#4a5058',
  trouble: '#8a9099',
  stalled: '#b7bcc3',
  disk: '#b98b5e',
  clock: '#4fa3a0',
  good: '#2f9550',
  on: '#1d2126',
  'on-dark': '#ffffff',
}

const dark: Theme = {
  page: '#16191d',
  ink: '#e4e6e8',
  soft: '#98a0a8',
  line: '#2a2f35',
  group: '#22272d',
  healing: '#182319',
  healthy: '#2c6b41',
  isolated: '#d69e22',
  failed: '#e0504a',
  linked: '#2f567d',
  relayed: '#8a6fce',
  alone: '#d17a38',
  dead: '#a9b0b8',
  trouble: '#8a929b',
  stalled: '#5a626b',
  disk: '#a27a50',
  clock: '#3f8f8c',
  good: '#52b574',
  on: '#ffffff',
  'on-dark': '#16191d',
}

const variables = (theme: Theme): string =>
  Object.entries(theme)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';')

const page = `
*{box-sizing:border-box}
body{margin:0;padding:28px 32px 48px;background:var(--page);color:var(--ink);font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
h1{margin:0 0 2px;font-size:22px;font-weight:650}
h2{margin:0 0 8px;font-size:15px;font-weight:650}
.lead{margin:0 0 16px;color:var(--soft)}
.facts{display:flex;flex-wrap:wrap;gap:8px;margin:0 0 18px}
.facts span{padding:4px 11px;border:1px solid var(--line);border-radius:99px;background:var(--group)}
.facts .good{border-color:var(--good);color:var(--good);font-weight:600}
.facts .bad{border-color:var(--failed);color:var(--failed);font-weight:600}
.legend{margin:12px 0 30px;color:var(--soft);font-size:12.5px}
.legend p{display:flex;flex-wrap:wrap;align-items:center;gap:4px 5px;margin:2px 0}
.legend b{width:80px;font-weight:600;color:var(--ink)}
.legend span{margin-right:12px}
.tables{display:grid;grid-template-columns:repeat(auto-fit,minmax(430px,1fr));gap:26px 40px}
table{border-collapse:collapse;width:100%;font-size:13px}
td{padding:3px 14px 3px 0;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
td:first-child{color:var(--soft);white-space:nowrap;width:1%}
.steps td:first-child{font-variant-numeric:tabular-nums;text-align:right}
code{font:12px ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace}
.wrong{color:var(--failed)}
.wrong p{margin:0 0 3px}
`

const timeline = `
.timeline{display:flex;width:fit-content;max-width:100%;border:1px solid var(--line);border-radius:8px;overflow:hidden}
.timeline svg{display:block;flex:none}
.lanes{overflow-x:auto}
.names{border-right:1px solid var(--line)}
text{font-size:10px;fill:var(--ink);pointer-events:none}
.group-name{font-size:11.5px;font-weight:650}
.lane-name{font-size:11.5px}
.track-name{fill:var(--soft);text-anchor:end}
.tick-name{fill:var(--soft);text-anchor:middle;font-variant-numeric:tabular-nums}
.phase-name{fill:var(--soft);font-size:11px}
.healing .phase-name{text-anchor:end}
.group{fill:var(--group)}
.tick,.lane-end{stroke:var(--line)}
.breaking rect{fill:none}
.healing rect{fill:var(--healing)}
.moment line{stroke-width:1.5}
.moment.agreed line{stroke:var(--good);stroke-dasharray:4 3}
.moment.found line{stroke:var(--failed)}
.found path{fill:var(--failed)}
.stripe{fill:var(--trouble)}
.span:hover rect,.mark:hover *{filter:brightness(1.12)}
.span:hover rect{stroke:var(--ink)}
.span text{fill:var(--on)}
.dead text,.failed text{fill:var(--on-dark)}
.failed text{fill:#fff}
.cut rect{fill:url(#stripes);stroke:var(--trouble)}
.cut text,.parted text{paint-order:stroke;stroke:var(--page);stroke-width:4px;fill:var(--ink)}
.parted rect{fill:none;stroke:var(--trouble);stroke-dasharray:3 2}
.dead rect{fill:var(--dead)}
.stalled rect{fill:var(--stalled)}
.disk rect{fill:var(--disk)}
.clock rect{fill:var(--clock)}
.linked rect{fill:var(--linked)}
.relayed rect{fill:var(--relayed)}
.alone rect{fill:var(--alone)}
.healthy rect{fill:var(--healthy)}
.isolated rect,.site-cut rect{fill:var(--isolated)}
.not-ready rect{fill:none;stroke:var(--isolated)}
.tainted rect{fill:none;stroke:var(--soft)}
.failed rect{fill:var(--failed)}
.span.pod-ready rect{fill:var(--healthy)}
.tally-alive *,.mark.pod-ready *{fill:var(--good)}
.tally-dead *,.pod-leaving *{fill:var(--failed)}
.tally-open *,.pod-placed *,.pod-gone *{fill:var(--page);stroke:var(--soft);stroke-width:1.3px}
.pod-gone *{stroke-dasharray:2 1.5}
.pod-unready *{fill:var(--isolated)}
`

/** The style sheet. */
export const styleSheet = (): string =>
  `:root{color-scheme:light dark;${variables(light)}}@media(prefers-color-scheme:dark){:root{${variables(dark)}}}${page}${timeline}`
