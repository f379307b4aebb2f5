import type { Connection, TestResult } from '../api/contract'
import { IconAlert, IconCheck, IconClose, IconRefused, IconTick } from '../app/icons'
import { InlineCode } from '../parts/InlineCode'
import { Panel } from '../parts/Page'
import { duration, exactTime, relativeTime, sinceWords } from '../parts/time'
import { useNow } from '../parts/useNow'
import classes from './ConnectionPage.module.css'

interface ResultPanelProps {
  connection: Connection
  result: TestResult | null
  testing: boolean
}

const tones = { healthy: 'good', failing: 'bad', incomplete: 'warning', not_configured: undefined } as const

/** What the last test called, what came back, and what to do. It stays until the next test. */
export function ResultPanel({ connection, result, testing }: ResultPanelProps) {
  const now = useNow()
  const { health, integration_name: tool } = connection
  if (testing) {
    return (
      <Panel>
        <div className={classes.verdict} role="status">
          <div>
            <h2>Testing</h2>
            <p>Wharf signs in to {tool} and calls its check. The answer stays here.</p>
          </div>
        </div>
      </Panel>
    )
  }
  if (health.state === 'not_configured') {
    return (
      <Panel>
        <div className={classes.verdict}>
          <div>
            <h2>Not tested yet</h2>
            <p>Fill in the fields and save. Wharf then calls {tool} once and shows here what came back.</p>
          </div>
        </div>
      </Panel>
    )
  }
  const color =
    health.state === 'healthy'
      ? 'var(--w-good)'
      : health.state === 'failing'
        ? 'var(--w-bad)'
        : 'var(--w-warning)'
  const Sign = health.state === 'healthy' ? IconTick : health.state === 'failing' ? IconRefused : IconAlert
  return (
    <Panel tone={health.state === 'failing' ? 'bad' : undefined}>
      <div
        className={classes.verdict}
        role="status"
        data-testid="test-result"
        data-tone={tones[health.state]}
      >
        <Sign size={19} color={color} style={{ flex: 'none' }} aria-hidden />
        <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          <h2>{health.headline}</h2>
          {health.detail ? (
            <p>
              <InlineCode text={health.detail} />
            </p>
          ) : null}
        </div>
      </div>
      {result && result.steps.length > 0 ? (
        <ul className={classes.steps} aria-label="Steps of the test">
          {result.steps.map((step) => (
            <li key={step.text}>
              {step.ok ? (
                <IconCheck size={14} color="var(--w-good)" aria-label="done" />
              ) : (
                <IconClose size={14} color="var(--w-bad)" aria-label="failed" />
              )}
              <span>{step.text}</span>
              <span>{step.duration_ms === null ? '' : duration(step.duration_ms)}</span>
            </li>
          ))}
        </ul>
      ) : null}
      <dl className={classes.facts}>
        {health.request ? (
          <>
            <dt>Request</dt>
            <dd className="mono">{health.request}</dd>
          </>
        ) : null}
        {health.status !== null || health.duration_ms !== null ? (
          <>
            <dt>Answer</dt>
            <dd className="mono">
              {health.status ?? 'none'}
              {health.duration_ms === null ? '' : ` in ${duration(health.duration_ms)}`}
            </dd>
          </>
        ) : null}
        {health.request_id ? (
          <>
            <dt>Request id</dt>
            <dd className="mono">{health.request_id}</dd>
          </>
        ) : null}
        {health.since ? (
          <>
            <dt>Since</dt>
            <dd title={exactTime(health.since)}>{sinceWords(health.since, now)}</dd>
          </>
        ) : null}
        {health.checked_at ? (
          <>
            <dt>Tested</dt>
            <dd title={exactTime(health.checked_at)}>{relativeTime(health.checked_at, now)}</dd>
          </>
        ) : null}
      </dl>
    </Panel>
  )
}
