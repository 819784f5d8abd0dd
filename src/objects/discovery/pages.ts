// What an API server says of itself in plain text: its measures, flags and state.
import { healthPaths } from './health.ts'
import { serverVersion } from './server-version.ts'

const warning =
  'Warning: This endpoint is not meant to be machine parseable, has no formatting compatibility guarantees and is for debugging purposes only.'

const { gitVersion, goVersion } = serverVersion

const measures = `# HELP kubernetes_build_info [ALPHA] A metric with a constant '1' value labeled by major, minor, git version, git commit, git tree state, build date, Go version, and compiler from which Kubernetes was built, and platform on which it is running.
# TYPE kubernetes_build_info gauge
kubernetes_build_info{git_version="${gitVersion}",go_version="${goVersion}"} 1
`

const healthMeasures = healthPaths
  .filter((path) => path.lastIndexOf('/') > 0)
  .map((path) => {
    const [, root = '', ...name] = path.split('/')
    return `kubernetes_healthcheck{name="${name.join('/')}",type="${root}"} 1\n`
  })

/** The pages by path, without the first slash. */
export const pages: Readonly<Record<string, string>> = {
  metrics: measures,
  'metrics/slis': `# TYPE kubernetes_healthcheck gauge\n${healthMeasures.join('')}`,
  flagz: `\nkube-apiserver flags\n${warning}\n\n`,
  statusz: `\nkube-apiserver statusz\n${warning}\n\nBinary version: ${gitVersion}\n`,
}
