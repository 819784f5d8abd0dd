// The flags of the door for webhooks, and the door itself.
import { openHttpServer } from '../../../bus/adapters/http-server.ts'
import { certifyDoor } from '../../../cloud/adapters/door-certificate.ts'
import type { DoorCertificate } from '../../../cloud/adapters/door-certificate.ts'
import type { CertificateAuthority } from '../../../cloud/authority/certificate-authority.ts'
import type { CloudConfig } from '../../../cloud/config.ts'
import type { CloudPorts } from '../../../cloud/ports.ts'
import { UsageError } from '../exit.ts'
import { addressOf } from '../host-port.ts'
import { outcomeOf } from '../promise.ts'

/** Flags of the door. */
export interface WebhookFlags {
  /** How the API server reaches it; without it there is no door. */
  readonly webhooks?: string
  readonly webhooksListen?: string
}

const httpsPort = '443'

/** What the flags say; without an address of its own the door listens everywhere, on the port of its URL. */
export function webhooksOf({ webhooks, webhooksListen }: WebhookFlags): CloudConfig['webhooks'] {
  if (webhooks === undefined) {
    if (webhooksListen === undefined) return 'none'
    throw new UsageError(
      '--webhooks-listen: expected --webhooks https://HOST:PORT beside it, got none',
    )
  }
  const url = webhooks.replace(/\/$/, '')
  const port = URL.canParse(url) ? new URL(url).port || httpsPort : httpsPort
  return { url, listen: addressOf('--webhooks-listen', webhooksListen ?? `0.0.0.0:${port}`) }
}

/** So many may be connected; API servers keep a few connections each. */
const connectionsMax = 256

/** The door's server, with a certificate for the host of its URL. */
export async function webhookPort(
  config: CloudConfig['webhooks'],
  authority: CertificateAuthority,
): Promise<Pick<CloudPorts, 'webhooks'>> {
  if (config === undefined || config === 'none') return {}
  const { hostname } = new URL(config.url)
  const made = await outcomeOf<DoorCertificate>((done) => certifyDoor(authority, hostname, done))
  return {
    webhooks: {
      http: openHttpServer({ tls: made.tls, connectionsMax }),
      authority: made.authority,
    },
  }
}
