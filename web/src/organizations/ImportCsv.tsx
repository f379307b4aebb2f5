import { Button, FileButton, Group, List, Skeleton, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { apiUrl } from '../api/client'
import type { ImportPreview } from '../api/contract'
import { takeJob } from '../api/events'
import { Panel } from '../parts/Page'
import { ProblemNote } from '../parts/ProblemNote'
import { bytes, plural } from '../parts/words'
import classes from './OrganizationsPage.module.css'
import { previewImport, startImport } from './queries'

interface ImportCsvProps {
  parent: { id: string; name: string }
}

const limit = 100_000_000

/** A file is looked at first: what was recognised, the first rows, what is wrong. Nothing is made until it is started. */
export function ImportCsv({ parent }: ImportCsvProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [file, setFile] = useState<File | null>(null)
  const [preview, setPreview] = useState<ImportPreview | null>(null)
  const [busy, setBusy] = useState(false)
  const [over, setOver] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const reset = useRef<() => void>(null)

  const look = async (chosen: File | null) => {
    reset.current?.()
    if (!chosen) return
    setFile(chosen)
    setPreview(null)
    setError(null)
    if (chosen.size > limit) {
      setError(
        new Error(`${chosen.name} has ${bytes(chosen.size)}; at most 100 MB are taken. Split the file.`),
      )
      return
    }
    setBusy(true)
    try {
      setPreview(await previewImport(parent.id, chosen))
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  const begin = async () => {
    if (!file) return
    setBusy(true)
    setError(null)
    try {
      const job = await startImport(parent.id, file)
      takeJob(client, job)
      await navigate({ to: '/jobs/$job', params: { job: job.id } })
    } catch (thrown) {
      setError(thrown)
      setBusy(false)
    }
  }

  return (
    <Panel title="From a CSV file">
      <Stack gap="sm">
        <div
          className={classes.dropzone}
          data-over={over}
          onDragOver={(event) => {
            event.preventDefault()
            setOver(true)
          }}
          onDragLeave={() => {
            setOver(false)
          }}
          onDrop={(event) => {
            event.preventDefault()
            setOver(false)
            void look(event.dataTransfer.files[0] ?? null)
          }}
        >
          <Text>
            {file ? (
              <b>
                {file.name}, {bytes(file.size)}
              </b>
            ) : (
              'Drop a CSV file here'
            )}
          </Text>
          <FileButton
            onChange={(chosen) => void look(chosen)}
            accept=".csv,text/csv,.txt"
            resetRef={reset}
            inputProps={{ 'aria-label': 'CSV file of organizations' }}
          >
            {(props) => (
              <Button variant="default" size="xs" {...props}>
                {file ? 'Choose another file' : 'Choose a file'}
              </Button>
            )}
          </FileButton>
          <Text c="dimmed" fz={12.5}>
            Columns: name, and if you like parent, domains, enabled, tags, slug. Up to 100 MB.{' '}
            <a href={apiUrl('/organizations/import-template.csv')} download>
              Download a template
            </a>
          </Text>
        </div>
        {busy && !preview ? <Skeleton h={120} /> : null}
        {error ? <ProblemNote error={error} /> : null}
        {preview ? <Preview preview={preview} /> : null}
        {preview ? (
          <Group justify="flex-end">
            <Button loading={busy} disabled={preview.total === 0} onClick={() => void begin()}>
              Import {plural(preview.total, 'organization')}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Panel>
  )
}

const delimiters: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab' }

function Preview({ preview }: { preview: ImportPreview }) {
  return (
    <>
      <Text fz={13}>
        {plural(preview.total, 'row')}, {preview.encoding}, separated by{' '}
        {delimiters[preview.delimiter] ?? preview.delimiter}.
      </Text>
      {preview.notices.map((notice) => (
        <Text key={notice} fz={13} c="var(--w-warning)">
          {notice}
        </Text>
      ))}
      <div className={classes.preview} tabIndex={0} role="region" aria-label="First rows of the file">
        <table>
          <thead>
            <tr>
              {preview.columns.map((column, index) => (
                <th key={`${column.header}${String(index)}`} scope="col">
                  {column.header || '(no name)'}
                  <small>{column.field ? `becomes ${column.field}` : 'left out'}</small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row, index) => (
              <tr key={index}>
                {row.map((value, column) => (
                  <td key={column}>{value}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {preview.problems.length > 0 ? (
        <div>
          <Text fz={13} fw={600}>
            {plural(preview.problems.length, 'row')} will not be imported
          </Text>
          <List fz={12.5} withPadding style={{ maxHeight: 160, overflowY: 'auto' }}>
            {preview.problems.slice(0, 100).map((problem) => (
              <List.Item key={`${String(problem.line)}${problem.code}`}>
                Line {problem.line}: {problem.message}
              </List.Item>
            ))}
          </List>
        </div>
      ) : null}
    </>
  )
}
