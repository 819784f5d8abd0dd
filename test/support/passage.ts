// Transports whose bytes can be made to vanish in either direction, and are counted.
import type { Message, Transport } from '../../bus/transport.ts'

/** Whether bytes pass: `up` is away from the owner of the transport. */
export interface Passage {
  readonly up: () => boolean
  readonly down: () => boolean
}

/** The same transport through a passage; what does not pass is lost without a word. */
export function through(
  transport: Transport,
  passage: Passage,
  counted: (direction: 'up' | 'down', message: Message) => void = () => {},
): Transport {
  return {
    ...transport,
    publish: (subject, bytes, done) => {
      counted('up', { subject, bytes })
      if (passage.up()) transport.publish(subject, bytes, done)
    },
    subscribe: (pattern, each) =>
      transport.subscribe(pattern, (message) => {
        if (!passage.down()) return
        counted('down', message)
        each(message)
      }),
  }
}
