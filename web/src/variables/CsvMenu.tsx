import { Button, FileButton, Group, List, Menu, Modal, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { apiUrl } from '../api/client'
import type { VariableImport } from '../api/contract'
import { forgetTopic } from '../api/events'
import { IconDownload, IconFile, IconUpload } from '../app/icons'
import { useScope } from '../app/pageState'
import { useMay } from '../app/session'
import organizations from '../organizations/OrganizationsPage.module.css'
import { ProblemNote } from '../parts/ProblemNote'
import { done, failed } from '../parts/toast'
import { plural } from '../parts/words'
import { importVariables, previewVariables } from './queries'

interface Looked {
  file: File
  preview: VariableImport
}

/** Variables as CSV, out and in. Secrets are never written out; what comes in is shown before it is stored. */
export function CsvMenu() {
  const client = useQueryClient()
  const scope = useScope()
  const may = useMay()
  const [looked, setLooked] = useState<Looked | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const reset = useRef<() => void>(null)
  const choose = useRef<HTMLButtonElement>(null)

  const look = async (file: File | null) => {
    reset.current?.()
    if (!file) return
    setError(null)
    try {
      setLooked({ file, preview: await previewVariables(file) })
    } catch (thrown) {
      failed(thrown)
    }
  }
  const store = async () => {
    if (!looked) return
    setBusy(true)
    setError(null)
    try {
      const { changed } = await importVariables(looked.file)
      forgetTopic(client, 'variables')
      done(`${plural(changed, 'variable')} imported`)
      setLooked(null)
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      <Menu width={230}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconFile size={15} />}>
            CSV
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component="a"
            href={apiUrl('/variables.csv', { organization: scope })}
            download
            leftSection={<IconDownload size={15} />}
          >
            Export CSV
            <Text fz={12} c="dimmed">
              without secrets
            </Text>
          </Menu.Item>
          {may.edit ? (
            <Menu.Item leftSection={<IconUpload size={15} />} onClick={() => choose.current?.click()}>
              Import CSV
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      <FileButton
        onChange={(file) => void look(file)}
        accept=".csv,text/csv"
        resetRef={reset}
        inputProps={{ 'aria-label': 'CSV file of variables' }}
      >
        {(props) => <button {...props} ref={choose} type="button" hidden />}
      </FileButton>
      <Modal
        opened={looked !== null}
        onClose={() => {
          setLooked(null)
        }}
        size={760}
        title={`Import ${looked?.file.name ?? ''}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {looked ? (
          <Stack gap="sm">
            <Changes preview={looked.preview} />
            {error ? <ProblemNote error={error} /> : null}
            <Group justify="flex-end" gap="xs">
              <Button
                variant="subtle"
                color="gray"
                onClick={() => {
                  setLooked(null)
                }}
              >
                Cancel
              </Button>
              <Button
                loading={busy}
                disabled={looked.preview.changes.length === 0}
                onClick={() => void store()}
              >
                Import {plural(looked.preview.changes.length, 'change')}
              </Button>
            </Group>
          </Stack>
        ) : null}
      </Modal>
    </>
  )
}

function Changes({ preview }: { preview: VariableImport }) {
  return (
    <>
      {preview.problems.length > 0 ? (
        <div>
          <Text fw={600}>{plural(preview.problems.length, 'line')} cannot be used</Text>
          <List fz={12.5} withPadding style={{ maxHeight: 140, overflowY: 'auto' }}>
            {preview.problems.slice(0, 100).map((problem) => (
              <List.Item key={`${String(problem.line)}${problem.message}`}>
                Line {problem.line}: {problem.message}
              </List.Item>
            ))}
          </List>
        </div>
      ) : null}
      {preview.changes.length === 0 ? (
        <Text c="dimmed">Nothing in it differs from what is stored.</Text>
      ) : (
        <div
          className={organizations.preview}
          tabIndex={0}
          role="region"
          aria-label="Changes"
          style={{ maxHeight: 360 }}
        >
          <table>
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col">Organization</th>
                <th scope="col">Name</th>
                <th scope="col">Now</th>
                <th scope="col">After</th>
              </tr>
            </thead>
            <tbody>
              {preview.changes.slice(0, 200).map((change) => (
                <tr key={change.line}>
                  <td>{change.line}</td>
                  <td>{change.organization_name}</td>
                  <td className="mono">{change.name}</td>
                  <td>{change.before ?? <span className="dim">not set</span>}</td>
                  <td>{change.after ?? <span className="dim">deleted</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {preview.changes.length > 200 ? (
        <Text c="dimmed">and {plural(preview.changes.length - 200, 'more change')}</Text>
      ) : null}
    </>
  )
}
