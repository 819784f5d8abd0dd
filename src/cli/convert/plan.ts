// What converting a node changes: files in, edits out.
import { isFault, type Fault } from '../../kernel/fault.ts'
import { withSettings } from './kubelet-config.ts'
import { paths, textAt, wrongLayout, type SeenFiles } from './layout.ts'
import { agentUnitText, kubeletDropInText } from './unit-files.ts'

/** One file as it is to be. */
export interface Edit {
  readonly path: string
  readonly before: Uint8Array | undefined
  readonly after: Uint8Array
  readonly why: string
  /** The file is ours as a whole: nobody else has anything to write there. */
  readonly isOurs: boolean
}

/** What the node is to run. */
export interface Wish {
  /** The agent's command line. */
  readonly words: readonly string[]
  /** The kubeconfig that the agent writes for the kubelet. */
  readonly kubeconfig: string
}

/** The edits of a node, those that change nothing too; a fault where it cannot be converted. */
export function conversion(files: SeenFiles, { words, kubeconfig }: Wish): readonly Edit[] | Fault {
  const wrong = wrongLayout(files)
  if (wrong !== undefined) return wrong
  const config = withSettings(textAt(files, paths.config) ?? '', paths.config)
  if (isFault(config)) return config
  const edit = (path: string, text: string, why: string, isOurs: boolean): Edit => {
    const before = files.get(path)
    const after = new TextEncoder().encode(text)
    return { path, before: before instanceof Uint8Array ? before : undefined, after, why, isOurs }
  }
  return [
    edit(paths.unit, agentUnitText(words), "the agent's unit", true),
    edit(paths.dropIn, kubeletDropInText(kubeconfig), "the kubelet's API is the node's", true),
    edit(
      paths.config,
      config,
      'the kubelet speaks JSON, with the certificate of its kubeconfig',
      false,
    ),
  ]
}
