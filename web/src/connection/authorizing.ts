// The vendor's sign-in happens in a popup. How it ended travels by a broadcast channel, because many vendors cut
// the tie between a popup and the page that opened it.

export interface Authorized {
  connection: string
  error: string | null
}

const channelName = 'wharf.authorize'
const windowName = 'wharf-authorize'

/** Opens the popup while the press of the button still counts as one; null where the browser forbids it. */
export function openPopup(): Window | null {
  return window.open('about:blank', windowName, 'popup,width=620,height=760')
}

export function closeAfterAuthorizing(result: Authorized) {
  const channel = new BroadcastChannel(channelName)
  channel.postMessage(result)
  channel.close()
  if (window.name === windowName) window.close()
}

export function onAuthorized(listener: (result: Authorized) => void): () => void {
  const channel = new BroadcastChannel(channelName)
  channel.onmessage = (event: MessageEvent<Authorized>) => {
    if (typeof event.data?.connection === 'string') listener(event.data)
  }
  return () => {
    channel.close()
  }
}
