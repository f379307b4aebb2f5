import { Button, Text } from '@mantine/core'
import type { RunResult } from '../api/contract'
import { IconAlert, IconDownload } from '../app/icons'
import { Dot } from '../parts/Dot'
import { JsonTree } from '../parts/JsonTree'
import { duration } from '../parts/time'
import { bytes, count, plural } from '../parts/words'
import classes from './ActionsTab.module.css'

function summary(result: RunResult): string {
  const { call } = result
  const parts: string[] = []
  if (call)
    parts.push(`${call.status === null ? 'No answer' : String(call.status)} in ${duration(call.duration_ms)}`)
  if (result.row_count !== null) parts.push(plural(result.row_count, 'row'))
  if (result.pages > 1) parts.push(plural(result.pages, 'page'))
  if (call) parts.push(bytes(call.response_bytes))
  if (call && call.waited_ms > 0) parts.push(`waited ${duration(call.waited_ms)} for the tool's limit`)
  return parts.join(', ')
}

function save(name: string, value: unknown) {
  const url = URL.createObjectURL(new Blob([JSON.stringify(value, null, 2)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${name}.json`
  link.click()
  URL.revokeObjectURL(url)
}

/** What an action that was tried called, and what came back. */
export function RunResultView({ result, name }: { result: RunResult; name: string }) {
  const { call } = result
  return (
    <div className={classes.result} role="status" data-testid="run-result">
      <div style={{ display: 'flex', gap: 8, alignItems: 'center', flexWrap: 'wrap' }}>
        <Dot tone={result.ok ? 'good' : 'bad'} />
        <b className="figures">{summary(result)}</b>
        {result.truncated ? <span className="dim">cut; more follows in the tool</span> : null}
      </div>
      {result.error ? <Text c="var(--w-bad)">{result.error}</Text> : null}
      {result.warnings.map((warning) => (
        <Text key={warning} fz={13} style={{ display: 'flex', gap: 6 }}>
          <IconAlert
            size={15}
            color="var(--w-warning)"
            style={{ flex: 'none', marginTop: 2 }}
            aria-label="Warning"
          />
          {warning}
        </Text>
      ))}
      {call ? (
        <div style={{ fontSize: 12.5 }}>
          <code style={{ overflowWrap: 'anywhere' }}>
            {call.method} {call.url}
          </code>
          <div className="dim">
            {call.why}
            {call.request_id ? ` · request ${call.request_id}` : ''}
            {call.attempts > 1 ? ` · ${count(call.attempts)} attempts` : ''}
          </div>
        </div>
      ) : null}
      {result.output === null || result.output === undefined ? (
        <Text c="dimmed">The answer has no body.</Text>
      ) : (
        <>
          <JsonTree value={result.output} label="Answer" />
          <div>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconDownload size={14} />}
              onClick={() => {
                save(name, result.output)
              }}
            >
              Download JSON
            </Button>
          </div>
        </>
      )}
    </div>
  )
}
