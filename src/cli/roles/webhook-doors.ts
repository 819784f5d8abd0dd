// How the small Kubernetes reaches webhooks: a client for each door, which trusts what its configuration says.
import { openHttpClient } from '../../../bus/adapters/http-client.ts'
import type { HttpClient } from '../../../bus/http.ts'
import type { WebhookDoors } from '../../../sim/kube/webhooks/ask.ts'

/** Clients of doors, each made when it is first asked. */
export function webhookDoors(): WebhookDoors {
  const clients = new Map<string, HttpClient>()
  return (origin, authority) => {
    const key = `${origin} ${authority}`
    const tls = authority === '' ? {} : { ca: Buffer.from(authority, 'base64') }
    const client =
      clients.get(key) ??
      openHttpClient({ url: origin, credentials: (done) => done({ headers: {}, tls }) })
    clients.set(key, client)
    return client
  }
}
