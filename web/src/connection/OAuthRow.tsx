import { ActionIcon, Button, CopyButton, Group, Text, Tooltip } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Connection, OAuthState } from '../api/contract'
import { IconCheck, IconCopy } from '../app/icons'
import { ProblemNote } from '../parts/ProblemNote'
import { exactTime, relativeTime, shortDate } from '../parts/time'
import { done, failed } from '../parts/toast'
import { useNow } from '../parts/useNow'
import { onAuthorized, openPopup } from './authorizing'
import classes from './ConnectionPage.module.css'
import { authorize, clearTokens } from './queries'

interface OAuthRowProps {
  connection: Connection
  redirectUri: string
  disabled: boolean
  /** Stores what was typed first; false when something is missing. */
  onBefore: () => Promise<boolean>
  onAuthorizedNow: () => void
}

function stateWords(oauth: OAuthState | null, now: Date): string {
  if (!oauth?.authorized) return 'Not authorized yet.'
  const who = oauth.account ? ` as ${oauth.account}` : ''
  const when = oauth.authorized_at ? ` on ${shortDate(new Date(oauth.authorized_at), now)}` : ''
  const by = oauth.authorized_by ? ` by ${oauth.authorized_by}` : ''
  return `Authorized${who}${when}${by}.`
}

function tokenWords(oauth: OAuthState, now: Date): string {
  const refreshed = oauth.last_refresh_at ? ` Last renewed ${relativeTime(oauth.last_refresh_at, now)}.` : ''
  if (!oauth.expiry_known)
    return `The tool does not say when the token ends; a refused call renews it.${refreshed}`
  if (!oauth.expires_at) return `The token does not end.${refreshed}`
  const left = new Date(oauth.expires_at).getTime() - now.getTime()
  return left > 0
    ? `The token is renewed by itself, next ${relativeTime(oauth.expires_at, now)}.${refreshed}`
    : `The token ended ${relativeTime(oauth.expires_at, now)} and is renewed with the next call.${refreshed}`
}

/** Authorizing through the vendor's own page, and what is known of the token. */
export function OAuthRow({ connection, redirectUri, disabled, onBefore, onAuthorizedNow }: OAuthRowProps) {
  const client = useQueryClient()
  const now = useNow()
  const [busy, setBusy] = useState(false)
  const [waiting, setWaiting] = useState<string | null>(null)
  const [error, setError] = useState<unknown>(null)
  const { oauth, integration_name: tool } = connection

  useEffect(
    () =>
      onAuthorized((result) => {
        if (result.connection !== connection.id) return
        setWaiting(null)
        if (result.error) setError(new Error(`${tool} did not authorize Wharf: ${result.error}`))
        else onAuthorizedNow()
        void client.invalidateQueries({ queryKey: ['connection', connection.id] })
      }),
    [client, connection.id, tool, onAuthorizedNow],
  )

  const begin = async () => {
    setError(null)
    const popup = openPopup()
    setBusy(true)
    try {
      if (!(await onBefore())) {
        popup?.close()
        return
      }
      const { url } = await authorize(connection.id)
      setWaiting(url)
      if (popup) popup.location.replace(url)
    } catch (thrown) {
      popup?.close()
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className={classes.oauth} role="group" aria-label="Authorization">
      <Group justify="space-between" gap="xs">
        <div style={{ minWidth: 0, flex: 1 }}>
          <Text fw={500}>{stateWords(oauth, now)}</Text>
          {oauth?.authorized ? (
            <Text c="dimmed" fz={12.5} title={oauth.expires_at ? exactTime(oauth.expires_at) : undefined}>
              {tokenWords(oauth, now)}
              {oauth.scopes.length > 0 ? ` Allowed: ${oauth.scopes.join(', ')}.` : ''}
            </Text>
          ) : (
            <Text c="dimmed" fz={12.5}>
              Opens {tool} in a small window, where you allow Wharf to act for you.
            </Text>
          )}
        </div>
        {disabled ? null : (
          <Group gap={6}>
            {oauth?.authorized ? (
              <Button
                variant="subtle"
                color="gray"
                size="xs"
                onClick={() => {
                  clearTokens(connection.id)
                    .then(() => {
                      void client.invalidateQueries({ queryKey: ['connection', connection.id] })
                      done('Tokens cleared')
                    })
                    .catch(failed)
                }}
              >
                Clear tokens
              </Button>
            ) : null}
            <Button
              variant={oauth?.authorized ? 'default' : 'filled'}
              size="xs"
              loading={busy}
              onClick={() => void begin()}
            >
              {oauth?.authorized ? 'Authorize again' : 'Authorize'}
            </Button>
          </Group>
        )}
      </Group>
      {waiting ? (
        <Text fz={12.5} role="status">
          Waiting for {tool}. No window opened?{' '}
          <a href={waiting} target="wharf-authorize" rel="opener">
            Open {tool} here
          </a>
          .
        </Text>
      ) : null}
      {error ? <ProblemNote error={error} /> : null}
      <div className={classes.copy}>
        <span className="dim" style={{ fontSize: 12.5, whiteSpace: 'nowrap' }}>
          Redirect address
        </span>
        <code>{redirectUri}</code>
        <CopyButton value={redirectUri}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? 'Copied' : `Register it in ${tool}`}>
              <ActionIcon size={24} aria-label="Copy redirect address" onClick={copy}>
                {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </div>
    </div>
  )
}
